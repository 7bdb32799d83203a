package io.aitbc.api.lint;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method or class is where the program meets the clock, the console, chance or its own end, so it may make the
 * calls that {@code config/forbidden-apis.txt} and the bundled JDK lists forbid. Put it on the smallest thing that
 * needs it.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.FIELD})
public @interface SuppressForbidden {
    /** Why the call is right here. */
    String value();
}
