SELECT a.id, a.itemName, a.seller, b.price, b.dateTime AS time, b.bidder
FROM auction a JOIN bid b
  ON b.auction = a.id AND b.dateTime BETWEEN a.dateTime AND least(a.expires, a.dateTime + INTERVAL 8 SECONDS)
WHERE time_bucket(INTERVAL '10 seconds', a.dateTime) + INTERVAL 10 SECONDS
      <= (SELECT watermark - INTERVAL 8001 MILLISECONDS FROM watermark)
QUALIFY row_number() OVER (PARTITION BY a.id ORDER BY b.price DESC, b.dateTime, b.bidder DESC) = 1
