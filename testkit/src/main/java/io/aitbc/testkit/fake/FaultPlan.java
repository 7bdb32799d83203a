package io.aitbc.testkit.fake;

/** Decides what goes wrong with the next call. */
@FunctionalInterface
public interface FaultPlan {
    FaultPlan NOTHING = call -> Fault.NONE;

    Fault next(Call call);
}
