WITH marked AS (
  SELECT bidder, dateTime,
         CASE WHEN dateTime <= lag(dateTime) OVER bids + INTERVAL 10 SECONDS THEN 0 ELSE 1 END AS first
  FROM bid WINDOW bids AS (PARTITION BY bidder ORDER BY dateTime)),
numbered AS (
  SELECT *, sum(first) OVER (PARTITION BY bidder ORDER BY dateTime) AS session FROM marked)
SELECT bidder, count(*) AS bids, min(dateTime) AS start, max(dateTime) + INTERVAL 10 SECONDS AS "end"
FROM numbered
GROUP BY bidder, session
HAVING "end" <= (SELECT watermark FROM watermark)
