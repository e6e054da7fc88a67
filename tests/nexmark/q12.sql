-- When a bid was processed nobody else knows: the windows of each bidder are added up.
SELECT bidder, count(*) AS bids FROM bid GROUP BY ALL
