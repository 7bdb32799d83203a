package io.aitbc.agent.config;

/** The part of a configuration that has to do with this machine only. */
public record LocalConfig(Directories directories, JobLimits limits, AccelSetting accel, LogLevel logLevel) {}
