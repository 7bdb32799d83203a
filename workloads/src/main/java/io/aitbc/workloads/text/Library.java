package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;

/** Where models come from. */
interface Library {
    /**
     * Finds the model that a job names.
     *
     * @throws Workload.WorkFailedException {@code E_MODEL} when it is not here, or is not the one that the job demands
     */
    Found find(GenerationRequest.Model wanted, Workload.Context context) throws Workload.WorkFailedException;

    /** What computes, with its version and whatever else decides the last bits of what it computes. */
    String engine();

    /** A model that is here. */
    interface Found {
        /** As it stands in the proof. */
        String digest();

        /** What makes it, as it is to be loaded, another than others that are kept loaded. */
        Object key();

        /** Memory on the host that it will take. */
        long needBytes();

        /** @param freeBytes of memory on the host that nothing else takes now */
        LanguageModel load(long freeBytes) throws Exception;
    }
}
