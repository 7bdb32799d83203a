package io.aitbc.agent.host;

/** Cleans what a driver or a tool says of itself before it goes anywhere: one line, printable ASCII, bounded. */
final class DeviceText {
    static final int LIMIT = 120;

    private DeviceText() {}

    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.strip().chars().limit(LIMIT).forEach(c -> clean.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return clean.toString();
    }
}
