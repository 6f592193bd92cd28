"""The page of one action answers: how is it going, why, and what should I do next?"""


def test_it_opens(screens):
    response = screens.get()
    assert response.status_code == 200
    print(response.content.decode())
