package io.aitbc.agent.main;

/** What this program is called on the wire and in {@code --version}. */
final class Version {
    private Version() {}

    /** The version in the jar's manifest, or {@code dev} when the classes lie in a directory. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
