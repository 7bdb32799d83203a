package io.aitbc.workloads.diffusion.vae;

import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An autoencoder: the half that decodes, and the other from its first use on. */
final class TorchVae implements Vae {
    private final VaeConfig config;
    private final VaeFacts facts;
    private final Checkpoint checkpoint;
    private final HalfNet decoder;
    private final HalfNet.Loader encoderLoader;
    private @Nullable HalfNet encoder;

    TorchVae(VaeConfig config, VaeFacts facts, Checkpoint checkpoint, HalfNet decoder, HalfNet.Loader encoderLoader) {
        this.config = config;
        this.facts = facts;
        this.checkpoint = checkpoint;
        this.decoder = decoder;
        this.encoderLoader = encoderLoader;
    }

    @Override
    public VaeFacts facts() {
        return facts;
    }

    @Override
    public float[] decode(float[] latents, int images, int height, int width, Runnable checkCanceled) {
        int each = Math.multiplyExact(Math.multiplyExact(config.latentChannels(), height), width);
        if (images < 1 || height < 1 || width < 1 || latents.length != images * each) {
            throw new IllegalArgumentException(latents.length + " latents for " + images + " pictures of "
                    + config.latentChannels() + " x " + height + " x " + width);
        }
        Tiles tiles = new Tiles(config.tileSide(), config.tileSide() * config.scale());
        float[] pictures = new float[0];
        for (int image = 0; image < images; image++) {
            float[] own = Arrays.copyOfRange(latents, image * each, (image + 1) * each);
            Plane whole = new Plane(own, config.latentChannels(), height, width);
            checkCanceled.run();
            Plane picture = isTiled(tiles, height, width, config.scale())
                    ? tiles.run(whole, tile -> decoder.decode(tile, checkCanceled))
                    : decoder.decode(whole, checkCanceled);
            int length = picture.values().length;
            if (images == 1) {
                return picture.values();
            }
            pictures = image == 0 ? Arrays.copyOf(picture.values(), images * length) : pictures;
            System.arraycopy(picture.values(), 0, pictures, image * length, length);
        }
        return pictures;
    }

    @Override
    public Moments encode(float[] image, int height, int width, Runnable checkCanceled) throws ModelException {
        if (height < 1 || width < 1 || height % config.scale() != 0 || width % config.scale() != 0) {
            throw new IllegalArgumentException(
                    "pictures are multiples of " + config.scale() + " high and wide, got " + height + " x " + width);
        }
        HalfNet half = encoder;
        if (half == null) {
            half = Loading.of("the autoencoder", checkpoint, () -> encoderLoader.load(checkCanceled));
            encoder = half;
        }
        HalfNet loaded = half;
        Plane whole = new Plane(image, VaeConfig.COLOURS, height, width);
        Tiles tiles = new Tiles(config.tileSide() * config.scale(), config.tileSide());
        return Moments.of(
                isTiled(tiles, height, width, 1)
                        ? tiles.run(whole, tile -> loaded.encode(tile, checkCanceled))
                        : loaded.encode(whole, checkCanceled));
    }

    private boolean isTiled(Tiles tiles, int height, int width, int scale) {
        return tiles.isLarger(height, width)
                && (long) height * width * scale * scale > (long) facts.tileAbove() * facts.tileAbove();
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        decoder.close();
        checkpoint.close();
    }
}
