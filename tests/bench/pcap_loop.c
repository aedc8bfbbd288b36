/* The floor for reading a capture: libpcap's loop over the file, doing nothing with the packets. */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int count, char **arguments)
{
    char reason[PCAP_ERRBUF_SIZE];
    pcap_t *file = count == 2 ? pcap_open_offline(arguments[1], reason) : NULL;
    struct pcap_pkthdr *header;
    const unsigned char *bytes;
    unsigned long packets = 0;
    unsigned long sum = 0;
    if (file == NULL)
        return 1;
    while (pcap_next_ex(file, &header, &bytes) == 1) {
        packets++;
        sum += bytes[header->caplen - 1];
    }
    (void)printf("%lu packets, %lu\n", packets, sum);
    pcap_close(file);
    return 0;
}
