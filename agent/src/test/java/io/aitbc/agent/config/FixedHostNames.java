package io.aitbc.agent.config;

/** A machine that always has the same name. */
record FixedHostNames(String name) implements HostNames {
    @Override
    public String plain() {
        return name;
    }

    @Override
    public String full() {
        return name;
    }
}
