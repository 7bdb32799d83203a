package io.aitbc.agent.config;

/** How much the log says, least first. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
