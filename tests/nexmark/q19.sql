SELECT auction, price, bidder, dateTime AS time FROM bid
QUALIFY row_number() OVER (PARTITION BY auction ORDER BY price DESC, bidder DESC, dateTime DESC) <= 10
