#!/usr/bin/env python3
"""A second implementation of the generators, to check the first one against.

Written from the description of the workloads with Python's unbounded integers, sharing nothing with
the C sources but the published constants. Prices are computed with decimal arithmetic instead of
fixed-point products.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import datetime
import decimal
import hashlib
import subprocess
import sys

MASK = (1 << 64) - 1
START = 1704067200000


def mix(value):
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & MASK
    return value ^ (value >> 31)


def seed_of(workload, seed):
    state = (seed + 0x9E3779B97F4A7C15) & MASK
    for byte in workload.encode():
        state = mix(state ^ byte)
    return state


class Random:
    def __init__(self, seed, event):
        self.state = mix(seed ^ mix(event))

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return mix(self.state)

    def below(self, bound):
        return self.next() * bound >> 64

    def chance(self, millionths):
        return self.below(1000000) < millionths

    def decades(self, scale, decades):
        exponent = decimal.Decimal(self.below(decades << 24)) / (1 << 24)
        with decimal.localcontext() as context:
            context.prec = 40
            value = scale * decimal.Decimal(10) ** exponent
        return int(value.to_integral_value(decimal.ROUND_HALF_UP))

    def pick(self, words):
        return words[self.below(len(words))]


def timestamp(ms):
    time = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (ms % 1000)


def compact(fields):
    def text(value):
        if value is None:
            return "null"
        if isinstance(value, dict):
            return compact(value)
        return '"%s"' % value if isinstance(value, str) else str(value)

    return "{" + ",".join('"%s":%s' % (k, text(v)) for k, v in fields.items()) + "}"


# --- ysb ------------------------------------------------------------------------------------------


def uuids(seed, kind, count):
    random = Random(seed, (1 << 63) + kind)
    result = []
    for _ in range(count):
        high = random.next() & ~0xF000 | 0x4000
        low = random.next() & ~(3 << 62) | 2 << 62
        digits = "%016x%016x" % (high, low)
        parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
        result.append("-".join(parts))
    return result


def ysb(seed, rows, rate=10000):
    seed = seed_of("ysb", seed)
    users, pages, ads = uuids(seed, 0, 100), uuids(seed, 1, 100), uuids(seed, 2, 1000)
    for n in range(rows):
        random = Random(seed, n)
        values = {
            "user_id": random.pick(users),
            "page_id": random.pick(pages),
            "ad_id": random.pick(ads),
            "ad_type": random.pick(["banner", "modal", "sponsored-search", "mail", "mobile"]),
            "event_type": random.pick(["view", "click", "purchase"]),
            "event_time": str(START + n * 1000 // rate),
            "ip_address": "1.2.3.4",
        }
        yield "{" + ", ".join('"%s": "%s"' % item for item in values.items()) + "}"


# --- nexmark --------------------------------------------------------------------------------------

FIRST = "Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter".split(",")
LAST = "Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris".split(",")
CITIES = (
    "Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne".split(",")
)
STATES = "AZ,CA,ID,OR,WA,WY".split(",")
HOT = ["Google", "Facebook", "Baidu", "Apple"]


def word(random, limit, special=" "):
    length = 3 + random.below(limit - 3)
    letters = []
    for _ in range(length):
        outcome = random.below(13 * 26)
        letters.append(special if outcome < 26 else chr(97 + outcome % 26))
    return "".join(letters).strip(" ")


def extra(random, size, average):
    wanted = max(average - size, 0)
    delta = (2 * wanted + 5) // 10
    length = wanted - delta + (random.below(2 * delta) if delta else 0)
    letters = ""
    while len(letters) < length:
        bits = random.next()
        for _ in range(13):
            letters += chr(97 + bits % 26)
            bits //= 26
    return letters[:length]


def channel(seed, index):
    random = Random(seed, (1 << 63) + index)
    url = "https://www.nexmark.com/"
    for _ in range(3):
        url += word(random, 5, "_") + "/"
    url += "item.htm?query=1"
    if index < 4:
        return HOT[index], url
    if random.below(10) > 0:
        url += "&channel_id=%d" % random.below(1 << 31)
    return "channel-%d" % (index - 4), url


def last_auction(event):
    epoch, offset = divmod(event, 50)
    if offset < 1:
        return (epoch - 1) * 3 + 2
    if offset >= 4:
        return epoch * 3 + 2
    return epoch * 3 + offset - 1


def any_person(random, event):
    people = event // 50 + 1
    active = min(people, 1000)
    return people - active + random.below(active + 10)


def nexmark(seed, rows, rate=10000):
    seed = seed_of("nexmark", seed)

    def time(n):
        return START + n * 1000 // rate

    for n in range(rows):
        random = Random(seed, n)
        person = n // 50
        if n % 50 < 1:
            name = random.pick(FIRST) + " " + random.pick(LAST)
            email = word(random, 7) + "@" + word(random, 5) + ".com"
            card = " ".join("%04d" % random.below(10000) for _ in range(4))
            city, state = random.pick(CITIES), random.pick(STATES)
            size = 8 + len(name) + len(email) + len(card) + len(city) + len(state)
            row = {"id": 1000 + person, "name": name, "emailAddress": email, "creditCard": card}
            row.update({"city": city, "state": state, "dateTime": timestamp(time(n))})
            row["extra"] = extra(random, size, 200)
            yield compact({"event_type": 0, "person": row})
        elif n % 50 < 4:
            seller = person // 100 * 100
            if random.below(4) == 0:
                seller = any_person(random, n)
            category = 10 + random.below(5)
            initial = random.decades(100, 6)
            horizon = time(n + 100 * 50 // 3) - time(n)
            expires = time(n) + 1 + random.below(max(horizon * 2, 1))
            name, description = word(random, 20), word(random, 100)
            reserve = initial + random.decades(100, 6)
            row = {"id": 1000 + last_auction(n), "itemName": name, "description": description}
            row.update({"initialBid": initial, "reserve": reserve})
            row.update({"dateTime": timestamp(time(n)), "expires": timestamp(expires)})
            row.update({"seller": 1000 + seller, "category": category})
            row["extra"] = extra(random, 48 + len(name) + len(description), 500)
            yield compact({"event_type": 1, "auction": row})
        else:
            auction = last_auction(n) // 100 * 100
            if random.below(2) == 0:
                first = max(last_auction(n) - 100, 0)
                auction = first + random.below(last_auction(n) - first + 1 + 10)
            bidder = person // 100 * 100 + 1
            if random.below(4) == 0:
                bidder = any_person(random, n)
            price = random.decades(100, 6)
            hot = random.below(2) == 0
            name, url = channel(seed, random.below(4) if hot else 4 + random.below(10000))
            row = {"auction": 1000 + auction, "bidder": 1000 + bidder, "price": price}
            row.update({"channel": name, "url": url, "dateTime": timestamp(time(n))})
            row["extra"] = extra(random, 32, 100)
            yield compact({"event_type": 2, "bid": row})


# --- disorder -------------------------------------------------------------------------------------


def disorder_event(seed, row):
    random = Random(seed, row)
    time = START + row * 1000 // 100
    partition = random.below(4)
    key, value = random.below(100), random.below(1000)
    null_key, null_value, null_time = random.chance(0), random.chance(0), random.chance(0)
    if random.chance(100000):
        bits = random.next() | 1
        zeros = 64 - bits.bit_length()
        fraction = (bits << zeros << 1 & MASK) >> 48
        time -= min(((zeros + 1) * 65536 - fraction) * 600000 // 655360, 600000)
    return compact(
        {
            "id": row,
            "key": None if null_key else "key-%d" % key,
            "value": None if null_value else value,
            "ts": None if null_time else timestamp(time),
            "partition": partition + 1,
        }
    )


def disorder(seed, rows, duplicates=200000):
    seed = seed_of("disorder", seed)

    def source(slot):
        random = Random(seed, (1 << 63) + slot)
        if not random.chance(duplicates) or slot == 0:
            return slot
        return source(slot - 1 - random.below(min(slot, 1000)))

    for n in range(rows):
        yield disorder_event(seed, source(n))


# --------------------------------------------------------------------------------------------------

CASES = [
    (["ysb", "--seed", "7"], ysb(7, 1000)),
    (["nexmark", "--seed", "7"], nexmark(7, 1000)),
    (["disorder", "--seed", "7", "--duplicates", "20"], disorder(7, 1000)),
]


def main():
    tool = sys.argv[1]
    print("TAP version 13\n1..%d" % len(CASES))
    for number, (arguments, lines) in enumerate(CASES, 1):
        expected = "".join(line + "\n" for line in lines).encode()
        command = [tool, *arguments, "--rows", "1000"]
        actual = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
        print("%s %d - %s" % ("ok" if actual == expected else "not ok", number, arguments[0]))
        print("# sha256 %s" % hashlib.sha256(expected).hexdigest())
        if actual != expected:
            pairs = zip(expected.splitlines(), actual.splitlines())
            for row, (mine, theirs) in enumerate(pairs):
                if mine != theirs:
                    print("# row %d\n# expected %s\n# actual   %s" % (row, mine, theirs))
                    break


if __name__ == "__main__":
    main()
