SELECT bidder, auction, dateTime AS time, price, channel FROM bid
QUALIFY row_number() OVER (PARTITION BY bidder, auction ORDER BY dateTime DESC, price DESC, channel DESC) = 1
