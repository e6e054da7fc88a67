/* sluice-generator-ysb.c: events of the Yahoo Streaming Benchmark.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

#define N_USERS 100
#define N_PAGES 100
#define N_CAMPAIGNS 100
#define ADS_PER_CAMPAIGN 10
#define N_ADS (N_CAMPAIGNS * ADS_PER_CAMPAIGN)
#define UUID_LENGTH 36

typedef char Uuid[UUID_LENGTH];

typedef struct
{
  SluiceGenerator parent;

  gboolean skew;
  Uuid users[N_USERS];
  Uuid pages[N_PAGES];
  Uuid ads[N_ADS];
  Uuid campaigns[N_CAMPAIGNS];
} YsbGenerator;

static const char *const ad_types[] = { "banner", "modal", "sponsored-search", "mail", "mobile" };
static const char *const event_types[] = { "view", "click", "purchase" };

static const SluiceGeneratorOption ysb_options[] = {
  { "skew", SLUICE_GENERATOR_FLAG, "false", NULL, 0, 0,
    "Event times are up to 50 ms off, and one in 100,000 is up to a minute late" },
};

/* Random UUIDs of version 4. Each kind of id has its own sequence, which no event shares: their
 * numbers begin at 2^63. */
static void
make_uuids (guint64 seed,
            guint   kind,
            Uuid   *uuids,
            guint   n_uuids)
{
  static const char hex[] = "0123456789abcdef";
  SluiceGeneratorRandom random =
    sluice_generator_random_for (seed, (G_GUINT64_CONSTANT (1) << 63) + kind);

  for (guint i = 0; i < n_uuids; i++)
    {
      guint64 bits[2];
      guint nibble = 0;

      bits[0] = sluice_generator_random_next (&random);
      bits[1] = sluice_generator_random_next (&random);
      bits[0] = (bits[0] & ~G_GUINT64_CONSTANT (0xf000)) | 0x4000;
      bits[1] = (bits[1] & ~(G_GUINT64_CONSTANT (3) << 62)) | (G_GUINT64_CONSTANT (2) << 62);

      for (guint j = 0; j < UUID_LENGTH; j++)
        {
          if (j == 8 || j == 13 || j == 18 || j == 23)
            {
              uuids[i][j] = '-';
              continue;
            }
          uuids[i][j] = hex[bits[nibble / 16] >> (60 - nibble % 16 * 4) & 0xf];
          nibble++;
        }
    }
}

static gboolean
ysb_configure (SluiceGenerator *generator,
               GError         **error)
{
  YsbGenerator *self = (YsbGenerator *) generator;

  self->skew = sluice_generator_get (generator, "skew");
  make_uuids (generator->seed, 0, self->users, N_USERS);
  make_uuids (generator->seed, 1, self->pages, N_PAGES);
  make_uuids (generator->seed, 2, self->ads, N_ADS);
  make_uuids (generator->seed, 3, self->campaigns, N_CAMPAIGNS);

  /* All seven are strings in the benchmark too. */
  generator->schema = "user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, "
                      "event_type STRING, event_time STRING, ip_address STRING";
  generator->columns = "user_id,page_id,ad_id,ad_type,event_type,event_time,ip_address";
  if (generator->format == SLUICE_GENERATOR_JSON)
    generator->format = SLUICE_GENERATOR_JSON_SPACED;

  return TRUE;
}

static void
put_word (SluiceGeneratorWriter *writer,
          const char            *word)
{
  sluice_generator_put_string (writer, word, strlen (word));
}

static void
put_epoch (SluiceGeneratorWriter *writer,
           gint64                 time)
{
  gboolean quoted = writer->format != SLUICE_GENERATOR_CSV;

  if (quoted)
    *writer->p++ = '"';
  sluice_generator_put_number (writer, time);
  if (quoted)
    *writer->p++ = '"';
}

static void
ysb_put_row (SluiceGenerator       *generator,
             SluiceGeneratorWriter *writer)
{
  YsbGenerator *self = (YsbGenerator *) generator;
  guint64 event = generator->position++;
  SluiceGeneratorRandom random = sluice_generator_random_for (generator->seed, event);
  gint64 time = sluice_generator_row_time (generator, event);
  const char *user = self->users[sluice_generator_random_below (&random, N_USERS)];
  const char *page = self->pages[sluice_generator_random_below (&random, N_PAGES)];
  const char *ad = self->ads[sluice_generator_random_below (&random, N_ADS)];
  const char *ad_type =
    ad_types[sluice_generator_random_below (&random, G_N_ELEMENTS (ad_types))];
  const char *event_type =
    event_types[sluice_generator_random_below (&random, G_N_ELEMENTS (event_types))];

  if (self->skew)
    {
      time += 50 - (gint64) sluice_generator_random_below (&random, 100);
      if (sluice_generator_random_below (&random, 100000) == 0)
        time -= sluice_generator_random_below (&random, 60000);
    }

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "user_id");
  sluice_generator_put_string (writer, user, UUID_LENGTH);
  sluice_generator_put_key (writer, "page_id");
  sluice_generator_put_string (writer, page, UUID_LENGTH);
  sluice_generator_put_key (writer, "ad_id");
  sluice_generator_put_string (writer, ad, UUID_LENGTH);
  sluice_generator_put_key (writer, "ad_type");
  put_word (writer, ad_type);
  sluice_generator_put_key (writer, "event_type");
  put_word (writer, event_type);
  sluice_generator_put_key (writer, "event_time");
  put_epoch (writer, time);
  sluice_generator_put_key (writer, "ip_address");
  put_word (writer, "1.2.3.4");
  sluice_generator_end (writer);
}

static void
ysb_append_table (SluiceGenerator      *generator,
                  SluiceGeneratorFormat format,
                  GString              *out)
{
  YsbGenerator *self = (YsbGenerator *) generator;
  gboolean csv = format == SLUICE_GENERATOR_CSV;

  if (csv)
    g_string_append (out, "ad_id,campaign_id\n");

  for (guint i = 0; i < N_ADS; i++)
    g_string_append_printf (out,
                            csv ? "%.*s,%.*s\n" : "{\"ad_id\": \"%.*s\", \"campaign_id\": \"%.*s\"}\n",
                            UUID_LENGTH,
                            self->ads[i],
                            UUID_LENGTH,
                            self->campaigns[i / ADS_PER_CAMPAIGN]);
}

const SluiceWorkload sluice_workload_ysb = {
  .name = "ysb",
  .summary = "Ad events of the Yahoo Streaming Benchmark: 1,000 ads of 100 campaigns",
  .table_summary = "The campaign of each ad: ad_id, campaign_id",
  .formats = "json|csv",
  .rate = "10000",
  .options = ysb_options,
  .n_options = G_N_ELEMENTS (ysb_options),
  .instance_size = sizeof (YsbGenerator),
  .configure = ysb_configure,
  .put_row = ysb_put_row,
  .append_table = ysb_append_table,
};
