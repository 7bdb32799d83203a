/**
 * {@code aitbc-miner doctor}: is this machine ready to mine, and if not, what to type. One class for each check; they
 * know nothing of each other, run at the same time, each within its own bound, and what two of them need is found out
 * once.
 *
 * <p>A check looks and changes nothing. What depends on who looks (files, devices, the engine) is looked at with the
 * eyes of the service's user where its unit is installed: {@link io.aitbc.agent.doctor.Patient}.
 */
@NullMarked
package io.aitbc.agent.doctor;

import org.jspecify.annotations.NullMarked;
