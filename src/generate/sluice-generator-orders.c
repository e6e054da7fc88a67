/* sluice-generator-orders.c: orders, and the products that they are for.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

#define FIRST_ORDER_ID 100000
#define N_CUSTOMERS 500

typedef struct
{
  SluiceGenerator parent;

  guint64 unknown;
} OrdersGenerator;

static const struct
{
  const char *name;
  const char *category;
  guint cents;
} products[] = {
  { "kettle", "kitchen", 3490 },      { "toaster", "kitchen", 4295 },
  { "pan", "kitchen", 2799 },         { "knife", "kitchen", 1850 },
  { "lamp", "home", 3900 },           { "cushion", "home", 1299 },
  { "blanket", "home", 4550 },        { "vase", "home", 2375 },
  { "notebook", "office", 450 },      { "pen", "office", 199 },
  { "stapler", "office", 1120 },      { "desk pad", "office", 2649 },
  { "trowel", "garden", 985 },        { "watering can", "garden", 1690 },
  { "gloves", "garden", 749 },        { "hose", "garden", 3299 },
};

static const SluiceGeneratorOption orders_options[] = {
  { "unknown", SLUICE_GENERATOR_PERCENT, "1", NULL, 0, 0,
    "Share of orders for a product that is not in the table" },
};

static gboolean
orders_configure (SluiceGenerator *generator,
                  GError         **error)
{
  OrdersGenerator *self = (OrdersGenerator *) generator;

  self->unknown = sluice_generator_get (generator, "unknown");
  generator->schema =
    "order_id BIGINT, ts TIMESTAMP, customer_id INT, product_id INT, quantity INT";
  generator->columns = "order_id,ts,customer_id,product_id,quantity";

  return TRUE;
}

static void
orders_put_row (SluiceGenerator       *generator,
                SluiceGeneratorWriter *writer)
{
  OrdersGenerator *self = (OrdersGenerator *) generator;
  guint64 row = generator->position++;
  SluiceGeneratorRandom random = sluice_generator_random_for (generator->seed, row);
  guint64 customer = 1 + sluice_generator_random_below (&random, N_CUSTOMERS);
  guint64 product = 1 + sluice_generator_random_below (&random, G_N_ELEMENTS (products));
  guint64 quantity = 1 + sluice_generator_random_below (&random, 4);

  if (sluice_generator_random_chance (&random, self->unknown))
    product += 900;

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "order_id");
  sluice_generator_put_number (writer, FIRST_ORDER_ID + row);
  sluice_generator_put_key (writer, "ts");
  sluice_generator_put_timestamp (writer, sluice_generator_row_time (generator, row));
  sluice_generator_put_key (writer, "customer_id");
  sluice_generator_put_number (writer, customer);
  sluice_generator_put_key (writer, "product_id");
  sluice_generator_put_number (writer, product);
  sluice_generator_put_key (writer, "quantity");
  sluice_generator_put_number (writer, quantity);
  sluice_generator_end (writer);
}

static void
orders_append_table (SluiceGenerator      *generator,
                     SluiceGeneratorFormat format,
                     GString              *out)
{
  if (format == SLUICE_GENERATOR_CSV)
    g_string_append (out, "product_id,name,category,price\n");

  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    g_string_append_printf (out,
                            format == SLUICE_GENERATOR_CSV
                              ? "%u,%s,%s,%u.%02u\n"
                              : "{\"product_id\":%u,\"name\":\"%s\",\"category\":\"%s\","
                                "\"price\":%u.%02u}\n",
                            i + 1,
                            products[i].name,
                            products[i].category,
                            products[i].cents / 100,
                            products[i].cents % 100);
}

const SluiceWorkload sluice_workload_orders = {
  .name = "orders",
  .summary = "Orders of a shop, for products that stand in a table",
  .table_summary = "The products: product_id, name, category, price",
  .formats = "json|csv",
  .rate = "2",
  .options = orders_options,
  .n_options = G_N_ELEMENTS (orders_options),
  .instance_size = sizeof (OrdersGenerator),
  .configure = orders_configure,
  .put_row = orders_put_row,
  .append_table = orders_append_table,
};
