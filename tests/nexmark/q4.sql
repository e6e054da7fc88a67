WITH won AS (
  SELECT time_bucket(INTERVAL '10 seconds', a.dateTime) AS start, a.id, a.category, max(b.price) AS final
  FROM auction a JOIN bid b
    ON b.auction = a.id AND b.dateTime BETWEEN a.dateTime AND least(a.expires, a.dateTime + INTERVAL 8 SECONDS)
  GROUP BY ALL)
SELECT {'start': start, 'end': start + INTERVAL 10 SECONDS} AS "window", category, avg(final) AS average
FROM won
-- What the join gives is certain 8 seconds and a millisecond behind the watermark.
WHERE start + INTERVAL 10 SECONDS <= (SELECT watermark - INTERVAL 8001 MILLISECONDS FROM watermark)
GROUP BY start, category
