WITH joined AS (
  SELECT DISTINCT time_bucket(INTERVAL '10 seconds', dateTime) AS start, id, name FROM person),
sellers AS (
  SELECT DISTINCT time_bucket(INTERVAL '10 seconds', dateTime) AS start, seller FROM auction)
SELECT id, name, start
FROM joined JOIN sellers USING (start)
WHERE id = seller AND start + INTERVAL 10 SECONDS <= (SELECT watermark FROM watermark)
