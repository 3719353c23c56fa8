"""A page of a shop with the widget on it, as a person uses it in a real Chromium."""

from __future__ import annotations

from playwright.sync_api import Dialog, Locator, Page, expect

from tests.fakes.channels import FakeShop
from tests.gateway import GatewayProcess


class WidgetPage:
    """A shop's page with the widget on it; what the browser complains about is kept in `complaints`."""

    def __init__(self, page: Page, website: FakeShop, gateway: GatewayProcess) -> None:
        website.gateway_url = gateway.url
        self.page = page
        self._url = website.url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("dialog", self._refuse)

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def visit(self, product: str = "") -> None:
        self.page.goto(f"{self._url}/products/{product}")
        expect(self.page.locator("shopclerk-widget[ready]")).to_have_count(1)

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Ask a question")

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your question")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def open(self) -> None:
        self.launcher.click()
        expect(self.box).to_be_focused()

    def ask(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")
