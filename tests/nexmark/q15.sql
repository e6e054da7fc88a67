SELECT strftime(dateTime, '%Y-%m-%d') AS day,
       count(*) AS bids,
       count(*) FILTER (WHERE price < 10000) AS rank1,
       count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2,
       count(*) FILTER (WHERE price >= 1000000) AS rank3,
       count(DISTINCT bidder) AS bidders,
       count(DISTINCT bidder) FILTER (WHERE price < 10000) AS bidders1,
       count(DISTINCT bidder) FILTER (WHERE price >= 10000 AND price < 1000000) AS bidders2,
       count(DISTINCT bidder) FILTER (WHERE price >= 1000000) AS bidders3,
       count(DISTINCT auction) AS auctions,
       count(DISTINCT auction) FILTER (WHERE price < 10000) AS auctions1,
       count(DISTINCT auction) FILTER (WHERE price >= 10000 AND price < 1000000) AS auctions2,
       count(DISTINCT auction) FILTER (WHERE price >= 1000000) AS auctions3
FROM bid
WHERE dateTime::DATE + INTERVAL 1 DAY <= (SELECT watermark FROM watermark)
GROUP BY ALL
