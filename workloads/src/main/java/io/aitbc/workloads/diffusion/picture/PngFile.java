package io.aitbc.workloads.diffusion.picture;

import java.nio.charset.StandardCharsets;

/**
 * A PNG file's chunks. Those that pixels are made of are kept; the others are no business of ours, and decoders have
 * unpacked bombs that lay in them.
 */
final class PngFile {
    private static final String FORMAT = "PNG";
    private static final int SIGNATURE = 8;
    private static final int BESIDE = 12; // length, name and checksum
    private static final int HEAD = 13;
    private static final int PALETTE = 3;
    private static final int WIDE = 16;

    private final byte[] file;
    private final byte[] kept;
    private int filled;
    private boolean palette;
    private Orientation orientation = Orientation.UPRIGHT;

    private PngFile(byte[] file) {
        this.file = file;
        this.kept = new byte[file.length];
    }

    static PictureFile read(byte[] file) throws PictureReader.BadPictureException {
        return new PngFile(file).read();
    }

    private PictureFile read() throws PictureReader.BadPictureException {
        keep(0, SIGNATURE);
        int at = SIGNATURE;
        if (!isWhole(at) || !name(at).equals("IHDR") || length(at) != HEAD) {
            throw PictureFile.damaged(FORMAT);
        }
        PictureFile.Size size = size(at + 8);
        while (true) {
            if (!isWhole(at)) {
                throw PictureFile.damaged(FORMAT);
            }
            String name = name(at);
            take(name, at);
            at += BESIDE + length(at);
            if (name.equals("IEND")) {
                return new PictureFile("png", kept, 0, filled, size, orientation);
            }
        }
    }

    private void take(String name, int at) {
        boolean first = at == SIGNATURE;
        switch (name) {
            case "IHDR" -> keepIf(first, at);
            case "PLTE" -> {
                keepIf(!palette && PictureFile.number(file, SIGNATURE + 17, 1) == PALETTE, at);
                palette = true;
            }
            case "IDAT" -> keepIf(length(at) > 0, at);
            case "IEND" -> keepIf(true, at);
            case "eXIf" -> orientation = Orientation.of(PictureFile.part(file, at + 8, length(at)));
            default -> {}
        }
    }

    private PictureFile.Size size(int at) throws PictureReader.BadPictureException {
        int channels = switch (PictureFile.number(file, at + 9, 1)) {
            case 0, PALETTE -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> throw PictureFile.damaged(FORMAT);
        };
        int bytes = PictureFile.number(file, at + 8, 1) == WIDE ? 2 : 1;
        return new PictureFile.Size(
                PictureFile.number(file, at, 4), PictureFile.number(file, at + 4, 4), channels * bytes, 0);
    }

    /** Whether a chunk begins there that ends in the file. */
    private boolean isWhole(int at) {
        return file.length - at >= BESIDE && length(at) >= 0 && length(at) <= file.length - at - BESIDE;
    }

    private int length(int at) {
        return PictureFile.number(file, at, 4);
    }

    private String name(int at) {
        return new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
    }

    private void keepIf(boolean wanted, int at) {
        if (wanted) {
            keep(at, BESIDE + length(at));
        }
    }

    private void keep(int at, int length) {
        System.arraycopy(file, at, kept, filled, length);
        filled += length;
    }
}
