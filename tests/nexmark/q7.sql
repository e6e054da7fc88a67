WITH windowed AS (
  SELECT *, time_bucket(INTERVAL '10 seconds', dateTime) AS start FROM bid
  WHERE start + INTERVAL 10 SECONDS <= (SELECT watermark FROM watermark))
SELECT auction, price, bidder, dateTime AS time, extra FROM windowed
QUALIFY price = max(price) OVER (PARTITION BY start)
