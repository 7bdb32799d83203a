package io.aitbc.agent.config;

/**
 * What {@code ACCEL_MODE} asks for: AUTO takes a GPU where there is one, GPU asks for one and falls back to the CPU,
 * CPU takes none.
 */
public enum AccelSetting {
    AUTO,
    GPU,
    CPU
}
