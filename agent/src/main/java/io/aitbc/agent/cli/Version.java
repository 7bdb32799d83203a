package io.aitbc.agent.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"aitbc-miner " + number() + " (Java " + System.getProperty("java.version") + ")"};
    }

    /** Such as {@code 0.1.0}. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not built as a jar)" : version;
    }
}
