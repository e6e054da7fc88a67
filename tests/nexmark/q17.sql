SELECT strftime(dateTime, '%Y-%m-%d') AS day, auction,
       count(*) AS bids,
       count(*) FILTER (WHERE price < 10000) AS rank1,
       count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2,
       count(*) FILTER (WHERE price >= 1000000) AS rank3,
       min(price) AS lowest, max(price) AS highest, avg(price) AS average, sum(price) AS total
FROM bid
WHERE dateTime::DATE + INTERVAL 1 DAY <= (SELECT watermark FROM watermark)
GROUP BY ALL
