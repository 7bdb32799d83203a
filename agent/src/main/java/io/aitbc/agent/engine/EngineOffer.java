package io.aitbc.agent.engine;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine that can be fetched.
 *
 * @param name what a person types, such as {@code cuda}
 * @param version PyTorch's, such as {@code 2.7.1}
 * @param flavor as DJL names it, such as {@code cu128}
 * @param cuda the CUDA version that it was built with; null for one that needs no card
 * @param platform such as {@code linux-x86_64}
 * @param url of a zip archive
 * @param sha256 of that archive, in lower hex; null when nobody has pinned it
 * @param folder where in the archive the libraries lie, with a slash at its end
 * @param skip libraries of the archive that no runner loads
 */
public record EngineOffer(
        String name,
        String version,
        String flavor,
        @Nullable String cuda,
        String platform,
        URI url,
        @Nullable String sha256,
        String folder,
        Set<String> skip) {
    public EngineOffer {
        skip = Set.copyOf(skip);
    }

    /** The name of its directory. */
    public String id() {
        return name + "-" + version + "-" + flavor;
    }

    public EngineOffer withUrl(URI other) {
        return new EngineOffer(name, version, flavor, cuda, platform, other, sha256, folder, skip);
    }

    public EngineOffer withSha256(String other) {
        return new EngineOffer(name, version, flavor, cuda, platform, url, other, folder, skip);
    }
}
