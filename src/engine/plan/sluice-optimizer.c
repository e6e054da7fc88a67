/* sluice-optimizer.c: equivalent plans that do less. */
#include "config.h"
#include "plan/sluice-plan-private.h"
SluicePlan *
sluice_plan_optimize (SluicePlan *self)
{
  return self;
}
