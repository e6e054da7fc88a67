/* sluice-generator-nexmark.c: people, auctions and bids of the Nexmark benchmark.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

/* Of every 50 events the first is a person, the next three are auctions, the rest bids. */
#define EVENTS_PER_EPOCH 50
#define AUCTIONS_PER_EPOCH 3
#define FIRST_BID (1 + AUCTIONS_PER_EPOCH)

#define FIRST_PERSON_ID 1000
#define FIRST_AUCTION_ID 1000
#define FIRST_CATEGORY_ID 10
#define N_CATEGORIES 5

/* The hot ones are the first of every hundred. */
#define HOT_GROUP 100
#define N_IN_FLIGHT_AUCTIONS 100
#define N_ACTIVE_PEOPLE 1000
#define ID_LEAD 10

/* How many bytes an event has on average when numbers count as eight; `extra` fills it up. */
#define PERSON_SIZE 200
#define AUCTION_SIZE 500
#define BID_SIZE 100

#define N_CHANNELS 10000
#define MAX_URL 80

/* Multiplying by a prime goes through every number of a group that is no multiple of it. */
#define SHUFFLE 953

typedef enum
{
  STREAM_ALL,
  STREAM_PERSON,
  STREAM_AUCTION,
  STREAM_BID,
} Stream;

typedef struct
{
  char name[16];
  guint name_length;
  char url[MAX_URL];
  guint url_length;
} Channel;

typedef struct
{
  SluiceGenerator parent;

  Stream stream;
  guint64 group;                /* events are shuffled inside groups of this many */
  Channel *channels;            /* the hot ones first */
} NexmarkGenerator;

static const char *const first_names[] = {
  "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter",
};
static const char *const last_names[] = {
  "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris",
};
static const char *const cities[] = {
  "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland",
  "Bend",    "Redmond",     "Seattle",       "Kent",  "Cheyenne",
};
static const char *const states[] = { "AZ", "CA", "ID", "OR", "WA", "WY" };
static const char *const hot_channels[] = { "Google", "Facebook", "Baidu", "Apple" };

#define N_HOT_CHANNELS G_N_ELEMENTS (hot_channels)

static const SluiceGeneratorOption nexmark_options[] = {
  { "stream", SLUICE_GENERATOR_CHOICE, "all", "all|person|auction|bid", 0, 0,
    "Which events; all of them are one object each: event_type and person, auction or bid" },
  { "out-of-order", SLUICE_GENERATOR_COUNT, "1", NULL, 1, 1000000,
    "Shuffles the events inside of each group of N; not a multiple of 953" },
};

/* A text of at least three and less than @max letters, one in thirteen of them @special, without
 * blanks at its ends. */
static guint
make_text (SluiceGeneratorRandom *random,
           guint                  max,
           char                   special,
           char                  *text)
{
  guint length = 3 + sluice_generator_random_below (random, max - 3);
  guint start = 0;

  for (guint i = 0; i < length; i++)
    {
      /* Both choices from one number: 13 × 26 outcomes. */
      guint outcome = sluice_generator_random_below (random, 13 * 26);

      text[i] = outcome < 26 ? special : 'a' + outcome % 26;
    }

  while (length > 0 && text[length - 1] == ' ')
    length--;
  while (start < length && text[start] == ' ')
    start++;
  memmove (text, text + start, length - start);

  return length - start;
}

/* Letters so that the event has @average bytes give or take a fifth, when its other fields have
 * @size. */
static void
put_extra (SluiceGeneratorWriter *writer,
           SluiceGeneratorRandom *random,
           guint                  size,
           guint                  average)
{
  char extra[AUCTION_SIZE * 2];
  guint wanted = average > size ? average - size : 0;
  guint delta = (wanted + 2) / 5;
  guint length = wanted - delta;
  guint64 letters = 0;

  if (delta > 0)
    length += sluice_generator_random_below (random, 2 * delta);

  /* 64 bits hold thirteen letters. */
  for (guint i = 0; i < length; i++)
    {
      if (i % 13 == 0)
        letters = sluice_generator_random_next (random);
      extra[i] = 'a' + letters % 26;
      letters /= 26;
    }

  sluice_generator_put_key (writer, "extra");
  sluice_generator_put_string (writer, extra, length);
}

static guint64
last_person (guint64 event)
{
  return event / EVENTS_PER_EPOCH;
}

/* The last auction at @event or before; minus one before the first. */
static gint64
last_auction (guint64 event)
{
  gint64 epoch = event / EVENTS_PER_EPOCH;
  gint64 offset = event % EVENTS_PER_EPOCH;

  if (offset == 0)
    return epoch * AUCTIONS_PER_EPOCH - 1;
  return epoch * AUCTIONS_PER_EPOCH + MIN (offset, AUCTIONS_PER_EPOCH) - 1;
}

/* Someone of the last thousand people, or of the next ten, who seem to come out of order. */
static guint64
any_person (SluiceGeneratorRandom *random,
            guint64                event)
{
  guint64 n_people = last_person (event) + 1;
  guint64 n_active = MIN (n_people, N_ACTIVE_PEOPLE);

  return n_people - n_active + sluice_generator_random_below (random, n_active + ID_LEAD);
}

static guint64
any_auction (SluiceGeneratorRandom *random,
             guint64                event)
{
  gint64 last = last_auction (event);
  gint64 first = MAX (last - N_IN_FLIGHT_AUCTIONS, 0);

  return first + sluice_generator_random_below (random, last - first + 1 + ID_LEAD);
}

static guint64
next_price (SluiceGeneratorRandom *random)
{
  return sluice_generator_random_decades (random, 100, 6);
}

static void
put_text (SluiceGeneratorWriter *writer,
          const char            *text)
{
  sluice_generator_put_string (writer, text, strlen (text));
}

static void
put_person (SluiceGenerator       *generator,
            guint64                event,
            gint64                 time,
            SluiceGeneratorRandom *random,
            SluiceGeneratorWriter *writer)
{
  const char *first =
    first_names[sluice_generator_random_below (random, G_N_ELEMENTS (first_names))];
  const char *last = last_names[sluice_generator_random_below (random, G_N_ELEMENTS (last_names))];
  const char *city;
  const char *state;
  char name[32];
  char email[32];
  guint email_length;
  SluiceGeneratorWriter card = { .format = SLUICE_GENERATOR_TEXT };
  char digits[32];

  g_snprintf (name, sizeof name, "%s %s", first, last);

  email_length = make_text (random, 7, ' ', email);
  email[email_length++] = '@';
  email_length += make_text (random, 5, ' ', email + email_length);
  memcpy (email + email_length, ".com", 4);
  email_length += 4;

  card.p = digits;
  for (guint i = 0; i < 4; i++)
    {
      if (i > 0)
        *card.p++ = ' ';
      sluice_generator_put_padded (&card, sluice_generator_random_below (random, 10000), 4);
    }

  city = cities[sluice_generator_random_below (random, G_N_ELEMENTS (cities))];
  state = states[sluice_generator_random_below (random, G_N_ELEMENTS (states))];

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "id");
  sluice_generator_put_number (writer, FIRST_PERSON_ID + last_person (event));
  sluice_generator_put_key (writer, "name");
  put_text (writer, name);
  sluice_generator_put_key (writer, "emailAddress");
  sluice_generator_put_string (writer, email, email_length);
  sluice_generator_put_key (writer, "creditCard");
  sluice_generator_put_string (writer, digits, card.p - digits);
  sluice_generator_put_key (writer, "city");
  put_text (writer, city);
  sluice_generator_put_key (writer, "state");
  put_text (writer, state);
  sluice_generator_put_key (writer, "dateTime");
  sluice_generator_put_timestamp (writer, time);
  put_extra (writer,
             random,
             8 + strlen (name) + email_length + (card.p - digits) + strlen (city) + strlen (state),
             PERSON_SIZE);
  sluice_generator_end (writer);
}

static void
put_auction (SluiceGenerator       *generator,
             guint64                event,
             gint64                 time,
             SluiceGeneratorRandom *random,
             SluiceGeneratorWriter *writer)
{
  char name[32];
  char description[128];
  guint name_length;
  guint description_length;
  guint64 seller = last_person (event) / HOT_GROUP * HOT_GROUP;
  guint64 category;
  guint64 initial_bid;
  guint64 reserve;
  /* How long it takes until as many auctions as are in flight are new. */
  gint64 horizon = sluice_generator_row_time (
                     generator, event + N_IN_FLIGHT_AUCTIONS * EVENTS_PER_EPOCH / AUCTIONS_PER_EPOCH) -
                   time;
  gint64 expires;

  if (sluice_generator_random_below (random, 4) == 0)
    seller = any_person (random, event);
  category = FIRST_CATEGORY_ID + sluice_generator_random_below (random, N_CATEGORIES);
  initial_bid = next_price (random);
  expires = time + 1 + sluice_generator_random_below (random, MAX (horizon * 2, 1));
  name_length = make_text (random, 20, ' ', name);
  description_length = make_text (random, 100, ' ', description);
  reserve = initial_bid + next_price (random);

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "id");
  sluice_generator_put_number (writer, FIRST_AUCTION_ID + last_auction (event));
  sluice_generator_put_key (writer, "itemName");
  sluice_generator_put_string (writer, name, name_length);
  sluice_generator_put_key (writer, "description");
  sluice_generator_put_string (writer, description, description_length);
  sluice_generator_put_key (writer, "initialBid");
  sluice_generator_put_number (writer, initial_bid);
  sluice_generator_put_key (writer, "reserve");
  sluice_generator_put_number (writer, reserve);
  sluice_generator_put_key (writer, "dateTime");
  sluice_generator_put_timestamp (writer, time);
  sluice_generator_put_key (writer, "expires");
  sluice_generator_put_timestamp (writer, expires);
  sluice_generator_put_key (writer, "seller");
  sluice_generator_put_number (writer, FIRST_PERSON_ID + seller);
  sluice_generator_put_key (writer, "category");
  sluice_generator_put_number (writer, category);
  put_extra (writer, random, 6 * 8 + name_length + description_length, AUCTION_SIZE);
  sluice_generator_end (writer);
}

static void
put_bid (SluiceGenerator       *generator,
         guint64                event,
         gint64                 time,
         SluiceGeneratorRandom *random,
         SluiceGeneratorWriter *writer)
{
  NexmarkGenerator *self = (NexmarkGenerator *) generator;
  guint64 auction = last_auction (event) / HOT_GROUP * HOT_GROUP;
  guint64 bidder = last_person (event) / HOT_GROUP * HOT_GROUP + 1;
  guint64 price;
  const Channel *channel;

  if (sluice_generator_random_below (random, 2) == 0)
    auction = any_auction (random, event);
  if (sluice_generator_random_below (random, 4) == 0)
    bidder = any_person (random, event);
  price = next_price (random);
  if (sluice_generator_random_below (random, 2) == 0)
    channel = &self->channels[sluice_generator_random_below (random, N_HOT_CHANNELS)];
  else
    channel = &self->channels[N_HOT_CHANNELS + sluice_generator_random_below (random, N_CHANNELS)];

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "auction");
  sluice_generator_put_number (writer, FIRST_AUCTION_ID + auction);
  sluice_generator_put_key (writer, "bidder");
  sluice_generator_put_number (writer, FIRST_PERSON_ID + bidder);
  sluice_generator_put_key (writer, "price");
  sluice_generator_put_number (writer, price);
  sluice_generator_put_key (writer, "channel");
  sluice_generator_put_string (writer, channel->name, channel->name_length);
  sluice_generator_put_key (writer, "url");
  sluice_generator_put_string (writer, channel->url, channel->url_length);
  sluice_generator_put_key (writer, "dateTime");
  sluice_generator_put_timestamp (writer, time);
  put_extra (writer, random, 4 * 8, BID_SIZE);
  sluice_generator_end (writer);
}

/* The url of a channel is as fixed as its name; nine in ten of those of channels that are not hot
 * name the channel again, by a number that is not the one in its name. */
static void
make_channel (guint64  seed,
              guint    index,
              Channel *channel)
{
  SluiceGeneratorRandom random =
    sluice_generator_random_for (seed, (G_GUINT64_CONSTANT (1) << 63) + index);
  SluiceGeneratorWriter url = { .p = channel->url, .format = SLUICE_GENERATOR_TEXT };

  sluice_generator_put_literal (&url, "https://www.nexmark.com/");
  for (guint i = 0; i < 3; i++)
    {
      url.p += make_text (&random, 5, '_', url.p);
      *url.p++ = '/';
    }
  sluice_generator_put_literal (&url, "item.htm?query=1");

  if (index < N_HOT_CHANNELS)
    {
      g_strlcpy (channel->name, hot_channels[index], sizeof channel->name);
    }
  else
    {
      g_snprintf (
        channel->name, sizeof channel->name, "channel-%u", index - (guint) N_HOT_CHANNELS);
      if (sluice_generator_random_below (&random, 10) > 0)
        {
          sluice_generator_put_literal (&url, "&channel_id=");
          sluice_generator_put_number (
            &url, sluice_generator_random_below (&random, G_GUINT64_CONSTANT (1) << 31));
        }
    }

  channel->name_length = strlen (channel->name);
  channel->url_length = url.p - channel->url;
}

static gboolean
nexmark_configure (SluiceGenerator *generator,
                   GError         **error)
{
  static const struct
  {
    const char *schema;
    const char *columns;
  } streams[] = {
    [STREAM_PERSON] = {
      "id BIGINT, name STRING, emailAddress STRING, creditCard STRING, city STRING, "
      "state STRING, dateTime TIMESTAMP, extra STRING",
      "id,name,emailAddress,creditCard,city,state,dateTime,extra",
    },
    [STREAM_AUCTION] = {
      "id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, "
      "dateTime TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra STRING",
      "id,itemName,description,initialBid,reserve,dateTime,expires,seller,category,extra",
    },
    [STREAM_BID] = {
      "auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, "
      "dateTime TIMESTAMP, extra STRING",
      "auction,bidder,price,channel,url,dateTime,extra",
    },
    [STREAM_ALL] = {
      "event_type INT, "
      "person STRUCT<id: BIGINT, name: STRING, emailAddress: STRING, creditCard: STRING, "
      "city: STRING, state: STRING, dateTime: TIMESTAMP, extra: STRING>, "
      "auction STRUCT<id: BIGINT, itemName: STRING, description: STRING, initialBid: BIGINT, "
      "reserve: BIGINT, dateTime: TIMESTAMP, expires: TIMESTAMP, seller: BIGINT, "
      "category: BIGINT, extra: STRING>, "
      "bid STRUCT<auction: BIGINT, bidder: BIGINT, price: BIGINT, channel: STRING, url: STRING, "
      "dateTime: TIMESTAMP, extra: STRING>",
      NULL,
    },
  };
  NexmarkGenerator *self = (NexmarkGenerator *) generator;

  self->stream = sluice_generator_get (generator, "stream");
  self->group = sluice_generator_get (generator, "out-of-order");
  generator->schema = streams[self->stream].schema;
  generator->columns = streams[self->stream].columns;

  if (self->stream == STREAM_ALL && generator->format == SLUICE_GENERATOR_CSV)
    {
      g_set_error (error,
                   SLUICE_GENERATOR_ERROR,
                   SLUICE_GENERATOR_ERROR_VALUE,
                   "--format csv needs --stream person, auction or bid: "
                   "all of them together are nested objects");
      return FALSE;
    }

  if (self->group % SHUFFLE == 0)
    {
      g_set_error (error,
                   SLUICE_GENERATOR_ERROR,
                   SLUICE_GENERATOR_ERROR_VALUE,
                   "--out-of-order must not be a multiple of %d",
                   SHUFFLE);
      return FALSE;
    }

  self->channels = g_new (Channel, N_HOT_CHANNELS + N_CHANNELS);
  for (guint i = 0; i < N_HOT_CHANNELS + N_CHANNELS; i++)
    make_channel (generator->seed, i, &self->channels[i]);

  return TRUE;
}

static void
nexmark_clear (SluiceGenerator *generator)
{
  NexmarkGenerator *self = (NexmarkGenerator *) generator;

  g_free (self->channels);
}

static Stream
kind_of (guint64 event)
{
  guint64 offset = event % EVENTS_PER_EPOCH;

  if (offset == 0)
    return STREAM_PERSON;
  return offset < FIRST_BID ? STREAM_AUCTION : STREAM_BID;
}

static void
nexmark_put_row (SluiceGenerator       *generator,
                 SluiceGeneratorWriter *writer)
{
  NexmarkGenerator *self = (NexmarkGenerator *) generator;
  SluiceGeneratorRandom random;
  guint64 event;
  Stream kind;
  gint64 time;

  do
    {
      guint64 number = generator->position++;

      event = number / self->group * self->group + number % self->group * SHUFFLE % self->group;
      kind = kind_of (event);
    }
  while (self->stream != STREAM_ALL && self->stream != kind);

  random = sluice_generator_random_for (generator->seed, event);
  time = sluice_generator_row_time (generator, event);

  if (self->stream == STREAM_ALL)
    {
      sluice_generator_begin (writer);
      sluice_generator_put_key (writer, "event_type");
      sluice_generator_put_number (writer, kind - STREAM_PERSON);
    }

  switch (kind)
    {
    case STREAM_PERSON:
      if (self->stream == STREAM_ALL)
        sluice_generator_put_key (writer, "person");
      put_person (generator, event, time, &random, writer);
      break;

    case STREAM_AUCTION:
      if (self->stream == STREAM_ALL)
        sluice_generator_put_key (writer, "auction");
      put_auction (generator, event, time, &random, writer);
      break;

    case STREAM_BID:
      if (self->stream == STREAM_ALL)
        sluice_generator_put_key (writer, "bid");
      put_bid (generator, event, time, &random, writer);
      break;

    case STREAM_ALL:
    default:
      g_assert_not_reached ();
    }

  if (self->stream == STREAM_ALL)
    sluice_generator_end (writer);
}

const SluiceWorkload sluice_workload_nexmark = {
  .name = "nexmark",
  .summary = "People, auctions and bids of the Nexmark benchmark, 1 : 3 : 46",
  .formats = "json|csv",
  .rate = "10000",
  .options = nexmark_options,
  .n_options = G_N_ELEMENTS (nexmark_options),
  .instance_size = sizeof (NexmarkGenerator),
  .configure = nexmark_configure,
  .clear = nexmark_clear,
  .put_row = nexmark_put_row,
};
