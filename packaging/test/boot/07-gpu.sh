# shellcheck shell=bash
# The GPU's drop-in turns itself on where an NVIDIA device shows, and only there. (No GPU is needed: a device file is enough.)

try "without a device the drop-in is off" not inside test -e /run/systemd/generator/aitbc-miner.service.d/50-gpu.conf
inside mkdir -p /tmp/fake/sys/bus/pci/devices/0000:01:00.0 /tmp/fake/out
inside_sh 'echo 0x10de >/tmp/fake/sys/bus/pci/devices/0000:01:00.0/vendor; echo 0x030200 >/tmp/fake/sys/bus/pci/devices/0000:01:00.0/class'
try "a card on the PCI bus is enough, with or without its driver" \
    inside_sh 'AITBC_TEST_ROOT=/tmp/fake /usr/lib/systemd/system-generators/aitbc-miner-generator /tmp/fake/out && test -e /tmp/fake/out/aitbc-miner.service.d/50-gpu.conf'
inside_sh 'echo 0x0c0330 >/tmp/fake/sys/bus/pci/devices/0000:01:00.0/class; rm -r /tmp/fake/out'
try "a USB controller of the same maker is not" \
    inside_sh 'AITBC_TEST_ROOT=/tmp/fake /usr/lib/systemd/system-generators/aitbc-miner-generator /tmp/fake/out && test ! -e /tmp/fake/out/aitbc-miner.service.d/50-gpu.conf'
inside rm -r /tmp/fake

inside_sh 'touch /dev/nvidiactl && systemctl daemon-reload'
try "a device file turns it on at the next daemon-reload" inside test -e /run/systemd/generator/aitbc-miner.service.d/50-gpu.conf
try "the unit is in order with it" equals '' inside systemd-analyze verify --man=no aitbc-miner.service
try "the service starts with it" inside systemctl restart aitbc-miner
try "its exposure is 2.5 or better with it" at_most 2.5 exposure aitbc-miner.service
printf '      systemd-analyze security with the GPU: %s\n' "$(exposure aitbc-miner.service)"
inside_sh 'rm /dev/nvidiactl && systemctl daemon-reload && systemctl restart aitbc-miner'

# what the udev rule starts when a driver takes a card, maybe long after boot
pid() { unit aitbc-miner MainPID; }
PID="$(pid)"
try "a driver that appears restarts a miner that runs without the card" inside systemctl start aitbc-miner-gpu-found
try "…and it runs anew" not equals "$PID" pid
inside_sh 'sed -i s/^ACCEL_MODE=.*/ACCEL_MODE=cpu/ /etc/aitbc/miner.conf && systemctl restart aitbc-miner'
PID="$(pid)"
try "…but not one that was told to do without" inside systemctl start aitbc-miner-gpu-found
try "…which runs on" equals "$PID" pid
inside_sh 'sed -i s/^ACCEL_MODE=.*/ACCEL_MODE=auto/ /etc/aitbc/miner.conf && systemctl restart aitbc-miner'
