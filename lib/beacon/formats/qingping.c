/*
 * Qingping's own format on 0xFDCD and 0xFFF9.
 *
 *   flags 1 | product 1 | MAC 6, last byte first | items: id 1, length 1, value
 */
#include "beacon/decode.h"
#include "beacon/field.h"
#include "beacon/formats/qingping_items.h"

enum { ITEM_HEADER = 2, ITEM_PACKET_COUNTER = 0x0f };

static void read_item(struct mi_frame *frame, uint8_t id, struct mi_bytes value)
{
    struct mi_object *object = mi_object_begin(frame, id, value);
    if (object == NULL)
        return;
    if (id == ITEM_PACKET_COUNTER && value.left == 1) {
        struct mi_bytes counter = value;
        frame->counter = mi_get_u8(&counter);
        frame->counter_bits = 8;
    } else if (object->type != NULL) {
        mi_fields_read(frame, object->type->fields, frame->model, value);
    }
    mi_object_end(frame, object, value.at - ITEM_HEADER, value.left + ITEM_HEADER);
}

static void read_items(struct mi_frame *frame, struct mi_bytes bytes)
{
    while (bytes.left >= ITEM_HEADER) {
        uint32_t position = (uint32_t)(bytes.at - frame->bytes.at);
        uint8_t id = mi_get_u8(&bytes);
        uint8_t size = mi_get_u8(&bytes);
        if (size > bytes.left) {
            struct mi_problem problem = {
                MI_P_ITEM_CUT, {id, position, size, (uint32_t)bytes.left}, NULL};
            mi_frame_fail(frame, MI_STATUS_TRUNCATED, problem);
            return;
        }
        read_item(frame, id, mi_get_slice(&bytes, size));
    }
}

void mi_qingping_read(struct mi_frame *frame, struct mi_bytes bytes)
{
    const uint8_t *start = bytes.at;
    (void)mi_get_u8(&bytes);
    frame->product_id = mi_get_u8(&bytes);
    struct mi_address address = mi_get_address(&bytes);
    if (bytes.failed) {
        struct mi_problem problem = {MI_P_HEADER_CUT, {(uint32_t)frame->bytes.left}, NULL};
        mi_frame_fail(frame, MI_STATUS_TRUNCATED, problem);
        return;
    }
    frame->has_product = true;
    frame->model = mi_qingping_model((uint8_t)frame->product_id);
    mi_frame_part(frame, MI_ROLE_CONTROL, start, 1);
    mi_frame_part(frame, MI_ROLE_PRODUCT, start + 1, 1);
    mi_frame_address(frame, address, start + 2);
    if (bytes.left == 0)
        frame->status = MI_STATUS_EMPTY;
    read_items(frame, bytes);
}
