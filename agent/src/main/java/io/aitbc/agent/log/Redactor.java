package io.aitbc.agent.log;

import io.aitbc.agent.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Takes secrets out of text, as they are and as they stand in a URL. Used from any thread. */
public final class Redactor {
    /**
     * Shorter ones are left alone: taking every {@code k} out of every line protects nothing and hides what happened.
     */
    static final int SHORTEST = 4;

    /** The longest first, so that a key that begins with another is taken out whole. */
    private final Set<String> secrets = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** Hides {@code secret} from now on, and for good: an old key is as secret as the new one. */
    public void protect(Secret secret) {
        if (secret.value().length() >= SHORTEST) {
            secrets.addAll(List.of(secret.value(), URLEncoder.encode(secret.value(), StandardCharsets.UTF_8)));
        }
    }

    /** {@code text} with {@value Secret#MASK} for each secret in it. */
    public String clean(String text) {
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, Secret.MASK);
        }
        return result;
    }
}
