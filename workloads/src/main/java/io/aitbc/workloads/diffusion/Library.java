package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;

/** Where models come from. */
interface Library {
    /**
     * Finds the model that a job names.
     *
     * @throws Workload.WorkFailedException {@code E_MODEL} when it is not here, or is not the one that the job demands
     */
    Found find(PictureRequest.Model wanted, Workload.Context context)
            throws Workload.WorkFailedException, ModelException;

    /** What computes, with its version. */
    String engine();

    /** A model that is here. */
    interface Found {
        /** As it stands in the proof. */
        String digest();

        Layout layout();

        /** What the networks' weights take, and what the task takes beside them. */
        MemoryNeed need(PictureTask task);

        /** Bytes that the networks may take where they compute. */
        long limitBytes();

        /** Whether that is a card, and not the host's memory. */
        boolean isOnCard();

        /** What makes it, as it is to be loaded, another than others that are kept loaded. */
        Object key(boolean lean);

        Pipeline load(boolean lean) throws Exception;
    }
}
