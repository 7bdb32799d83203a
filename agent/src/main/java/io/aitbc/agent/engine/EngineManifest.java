package io.aitbc.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be fetched. The one in the jar names PyTorch's own archive; whoever keeps a mirror, or other builds, writes
 * one in the same form and names it with {@code --manifest}.
 */
public record EngineManifest(List<EngineOffer> offers) {
    /** Larger ones are refused. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final String RESOURCE = "engines.json";
    private static final int MOST_OFFERS = 100;
    private static final int MOST_SKIPPED = 200;

    public EngineManifest {
        offers = List.copyOf(offers);
    }

    /** The one that came with this program. */
    public static EngineManifest bundled() {
        try (InputStream in = EngineManifest.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return read("the bundled manifest", in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param where what it is called in errors
     * @throws IOException when it is not a manifest; the message names what is wrong
     */
    public static EngineManifest read(String where, byte[] json) throws IOException {
        if (json.length > MAX_BYTES) {
            throw new IOException(where + " is larger than " + MAX_BYTES / 1024 + " KiB");
        }
        Members top = Members.read(where, json);
        if (top.whole("format", 1000) != 1) {
            throw new IOException(where + " has a format that this program does not know");
        }
        List<EngineOffer> offers = new ArrayList<>();
        for (Object item : top.list("engines", MOST_OFFERS)) {
            offers.add(offer(Members.of(where + ", engine " + (offers.size() + 1), item)));
        }
        return new EngineManifest(offers);
    }

    private static EngineOffer offer(Members from) throws IOException {
        Set<String> skip = new HashSet<>();
        for (Object name : from.list("skip", MOST_SKIPPED)) {
            skip.add(String.valueOf(name));
        }
        return new EngineOffer(
                from.text("name", Forms.NAME),
                from.text("version", Forms.VERSION),
                from.text("flavor", Forms.FLAVOR),
                from.optionalText("cuda", Forms.CUDA),
                from.text("platform", Forms.PLATFORM),
                address(from.text("url", Forms.ANY)),
                from.optionalText("sha256", Forms.SHA256),
                from.text("folder", Forms.FOLDER),
                skip);
    }

    /** @throws IOException when it is no {@code http://} or {@code https://} address, or holds a password */
    public static URI address(String text) throws IOException {
        try {
            URI uri = new URI(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException ignored) {
            // said below, without repeating it: it may hold a password
        }
        throw new IOException("the engine's address must begin with http:// or https:// and hold no user or password");
    }

    public Optional<EngineOffer> named(String name, String platform) {
        return offers.stream()
                .filter(offer -> offer.name().equals(name) && offer.platform().equals(platform))
                .findFirst();
    }

    public List<String> names() {
        return offers.stream().map(EngineOffer::name).distinct().sorted().toList();
    }
}
