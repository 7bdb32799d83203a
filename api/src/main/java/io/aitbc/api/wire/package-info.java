/** Values exchanged with a coordinator, free of any dialect: questions, replies, and how an answer is sorted. */
@NullMarked
package io.aitbc.api.wire;

import org.jspecify.annotations.NullMarked;
