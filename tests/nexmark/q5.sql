WITH hops AS (
  SELECT time_bucket(INTERVAL '2 seconds', dateTime) - hop * INTERVAL 2 SECONDS AS start, auction
  FROM bid, range(5) AS hops(hop)),
counts AS (
  SELECT start, auction, count(*) AS num FROM hops
  WHERE start + INTERVAL 10 SECONDS <= (SELECT watermark FROM watermark)
  GROUP BY ALL)
SELECT {'start': start, 'end': start + INTERVAL 10 SECONDS} AS "window", auction, num
FROM counts
QUALIFY num >= max(num) OVER (PARTITION BY start)
