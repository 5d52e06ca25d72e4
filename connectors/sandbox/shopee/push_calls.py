"""Messages that could not be delivered, fetched and confirmed by the app (protocol A5)."""

from connectors.sandbox.shopee.call import Answer, Call


def get_lost_push_message(call: Call) -> Answer:
    messages, more, last = call.market.pushes.lost(call.partner_id)
    return Answer({"push_message_list": messages, "has_next_page": more, "last_message_id": last})


def confirm_consumed_lost_push_message(call: Call) -> Answer:
    call.market.pushes.confirm_lost(call.partner_id, call.number("last_message_id", low=1))
    return Answer()
