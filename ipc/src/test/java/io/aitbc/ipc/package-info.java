@NullMarked
package io.aitbc.ipc;

import org.jspecify.annotations.NullMarked;
