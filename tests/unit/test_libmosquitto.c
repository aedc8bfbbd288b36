/* A library that is loaded when it is wanted: whole, or not at all. */
#include "support.h"

#include "broker/libmosquitto.h"

static void test_it_is_loaded(void **state)
{
    (void)state;
    struct mi_libmosquitto functions;
    const char *reason = NULL;
    int major = 0;
    assert_true(mi_libmosquitto_load(&functions, MI_LIBMOSQUITTO, &reason));
    assert_null(reason);
    (void)functions.lib_version(&major, NULL, NULL);
    assert_int_equal(major, LIBMOSQUITTO_MAJOR);
    assert_string_equal(functions.strerror(MOSQ_ERR_SUCCESS), "No error.");
}

static void check_refused(const char *name, const char *words)
{
    struct mi_libmosquitto functions;
    const char *reason = NULL;
    assert_false(mi_libmosquitto_load(&functions, name, &reason));
    assert_non_null(strstr(reason, words));
}

static void test_it_is_not_there(void **state)
{
    (void)state;
    check_refused("libnothing.so.1", "libnothing.so.1");
}

static void test_another_is_there_in_its_place(void **state)
{
    (void)state;
    check_refused("libcmocka.so.0", "mosquitto_lib_version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_loaded),
        cmocka_unit_test(test_it_is_not_there),
        cmocka_unit_test(test_another_is_there_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
