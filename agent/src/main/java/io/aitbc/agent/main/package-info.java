/** The only room that sees concrete adapters: it wires the program together. */
@NullMarked
package io.aitbc.agent.main;

import org.jspecify.annotations.NullMarked;
