// Reads what people paste, a line of hex, and prints the readings in it.
#include <mitool/mitool.h>

#include <iostream>
#include <memory>
#include <string_view>

namespace
{

struct close {
    void operator()(mi_ccm *ccm) const
    {
        mi_ccm_free(ccm);
    }
    void operator()(mi_source *source) const
    {
        mi_source_close(source);
    }
};

mi_radio radio;
mi_frame frame;

void print(const mi_reading &reading)
{
    char line[128];
    auto text = mi_text(line, sizeof line);
    mi_text_key(&text, &reading);
    mi_text_char(&text, ' ');
    if (reading.kind == MI_SENSOR)
        mi_text_number(&text, reading.number);
    std::cout << line << '\n';
}

void print(const mi_advert &advert, const mi_opener &opener)
{
    auto data = advert.data;
    for (mi_ad ad; mi_ad_next(&data, &ad);) {
        if (!mi_frame_read(&frame, &advert, &ad))
            continue;
        mi_frame_open(&frame, &opener);
        std::cout << "status " << mi_status_name(frame.status) << '\n';
        for (size_t i = 0; i < frame.reading_count; i++)
            print(frame.readings[i]);
    }
}

} // namespace

int main()
{
    constexpr std::string_view digits = "1f228155bdd12fbee1f6fef074fc85b6";
    constexpr std::string_view line =
        "0201061a1695fe58595b0545e1207b38c1a4623edc20b32301004c63cf4d\n";
    const std::unique_ptr<mi_ccm, close> ccm(mi_ccm_new());
    const std::unique_ptr<mi_source, close> source(
        mi_source_text(line.data(), line.size(), "a line", 0));
    mi_key key;
    if (!ccm || !source || mi_key_parse(digits.data(), digits.size(), &key).code != MI_OK)
        return 1;
    const mi_opener opener = {ccm.get(), &key, 1, nullptr};
    while (mi_source_next(source.get()) == MI_GOT_PACKET) {
        mi_radio_feed(&radio, mi_source_packet(source.get()));
        for (mi_advert advert; mi_radio_next(&radio, &advert);)
            print(advert, opener);
    }
    mi_wipe(&key, sizeof key);
    return 0;
}
