#include "text_items.h"

#define HEAD "2023-11-14 22:13:20.123 DEBUG (MainThread) [xiaomi_ble.parser] "
#define OLD  "2023-11-14 22:13:20 ERROR (Thread-3) [custom_components.ble_monitor] "

#define MAC    "e1207b38c1a4"
#define CIPHER "623edc20b3"
#define TAIL   "230100"
#define MIC    "4c63cf4d"
#define FRAME  "58585b0545" MAC CIPHER TAIL MIC

static void expect_frame(const char *text, uint64_t line, uint16_t uuid, const char *frame)
{
    struct items *items = read_text(text);
    expect_count(items, 1);
    expect_packet(items, 0, line, MI_LAYER_SERVICE, frame);
    expect_address(items, 0, "A4:C1:38:7B:20:E1");
    assert_int_equal(items->item[0].packet.uuid, uuid);
    free(items);
}

static void the_parts_of_a_mibeacon_frame_make_it_again(void **state)
{
    (void)state;
    expect_frame(HEAD "Decryption failed: MAC check failed\n" HEAD "mic: " MIC "\n" HEAD
                      "nonce: " MAC "5b0545" TAIL "\n" HEAD "encrypted payload: " CIPHER "\n",
                 4, 0xfe95, FRAME);
    expect_frame(OLD "token: " MIC "\n" OLD "nonce: " MAC "5b0545" TAIL "\n" OLD
                     "encrypted_payload: " CIPHER TAIL MIC "\n" OLD "cipherpayload: " CIPHER "\n",
                 3, 0xfe95, FRAME);
}

static void their_order_does_not_matter(void **state)
{
    (void)state;
    expect_frame("encrypted payload: " CIPHER "\nsomething else\nnonce: " MAC "5b0545" TAIL
                 "\n\nmic: " MIC "\n",
                 5, 0xfe95, FRAME);
    expect_frame(HEAD "mic: 00000000\n" HEAD "mic: " MIC "\n" HEAD "nonce: " MAC "5b0545" TAIL
                      "\n" HEAD "encrypted payload: " CIPHER "\n",
                 4, 0xfe95, FRAME);
}

static void other_formats_have_another_nonce(void **state)
{
    (void)state;
    expect_frame("mic: " MIC "\nnonce: a4c1387b20e1d2fc4111223344\nencrypted_payload: " CIPHER "\n",
                 3, 0xfcd2, "41" CIPHER "11223344" MIC);
    expect_frame("mic: " MIC "\nnonce: a4c1387b20e11e1811223344\nencrypted_payload: " CIPHER "\n",
                 3, 0x181e, CIPHER "11223344" MIC);
    expect_frame("token: " MIC "\nnonce: " MAC "0e161a1855\nencrypted_payload: " CIPHER "\n", 3,
                 0x181a, "55" CIPHER MIC);
}

static void parts_that_do_not_belong_together_are_nothing(void **state)
{
    (void)state;
    expect_nothing("nonce: " MAC "5b0545" TAIL "\nencrypted payload: " CIPHER "\n", 0);
    expect_nothing("token: 1a7674eb4ee78df7e1ac439a\nnonce: " MAC "5b0545" TAIL
                   "\nencrypted payload: " CIPHER "\n",
                   0);
    expect_nothing("mic: " MIC "\nnonce: " MAC "5b0545" TAIL "55\nencrypted payload: " CIPHER "\n",
                   0);
    expect_nothing("mic: " MIC "\n1\n2\n3\n4\n5\n6\n7\n8\nnonce: " MAC "5b0545" TAIL
                   "\nencrypted payload: " CIPHER "\n",
                   0);
}

static void cut_text_does_no_harm(void **state)
{
    (void)state;
    cut_everywhere(OLD "token: " MIC "\n" OLD "nonce: " MAC "5b0545" TAIL "\n" OLD
                       "encrypted_payload: " CIPHER TAIL MIC "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_of_a_mibeacon_frame_make_it_again),
        cmocka_unit_test(their_order_does_not_matter),
        cmocka_unit_test(other_formats_have_another_nonce),
        cmocka_unit_test(parts_that_do_not_belong_together_are_nothing),
        cmocka_unit_test(cut_text_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
