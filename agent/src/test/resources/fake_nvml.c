/* Stands in for libnvidia-ml.so.1 in NvmlGpuProbeTest: the same functions, two cards, and faults on demand (-D…). */
#include <stdio.h>
#include <string.h>

#ifndef INIT_STATUS
#define INIT_STATUS 0
#endif
#ifndef LOST
#define LOST -1
#endif
#ifndef COUNT
#define COUNT 2
#endif

typedef struct { int index; } device;
typedef struct { unsigned long long total, free, used; } memory;

static device devices[2] = {{0}, {1}};

int nvmlInit_v2(void) { return INIT_STATUS; }
int nvmlShutdown(void) { return 0; }

const char *nvmlErrorString(int status) {
    switch (status) {
        case 15: return "GPU is lost";
        case 18: return "Driver/library version mismatch";
        default: return "Invalid argument";
    }
}

int nvmlSystemGetDriverVersion(char *text, unsigned length) {
    return snprintf(text, length, "555.42.02") < 0 ? 2 : 0;
}

#ifndef WITHOUT_CUDA
int nvmlSystemGetCudaDriverVersion_v2(int *version) { *version = 12080; return 0; }
#endif

#ifndef WITHOUT_COUNT
int nvmlDeviceGetCount_v2(unsigned *count) { *count = COUNT; return 0; }
#endif

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device **handle) {
    if ((int) index == LOST) {
        return 15;
    }
    if (index >= 2) {
        return 2;
    }
    *handle = &devices[index];
    return 0;
}

int nvmlDeviceGetName(device *d, char *text, unsigned length) {
    snprintf(text, length, "Fake GPU %d", d->index);
    return 0;
}

int nvmlDeviceGetUUID(device *d, char *text, unsigned length) {
    snprintf(text, length, "GPU-fake-%d", d->index);
    return 0;
}

int nvmlDeviceGetMemoryInfo(device *d, memory *m) {
    m->total = (d->index == 0 ? 16376ull : 81559ull) * 1024 * 1024;
    m->free = m->total;
    m->used = 0;
    return 0;
}
