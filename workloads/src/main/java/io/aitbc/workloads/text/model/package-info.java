/** Language models. */
@NullMarked
package io.aitbc.workloads.text.model;

import org.jspecify.annotations.NullMarked;
