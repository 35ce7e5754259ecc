using System.Text.RegularExpressions;
using Altitude.Testing;
using Altitude.Web.Hosting;
using Altitude.Web.StripeSandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1, step 5 and the final payment: from the button over the hosted page back to the invoice, with the office looking on.</summary>
public sealed class PaymentJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Paid = "4242 4242 4242 4242";
    private const string Declined = "4000 0000 0000 0002";

    /// <summary>By its public name: the hosted page leads back there, where the cookies must be.</summary>
    protected override Uri Address => new(Site.Service<PublicAddress>().Url);

    [Fact]
    public async Task A_deposit_and_then_the_rest_are_paid_and_everybody_sees_it()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        await MarkAsync(priya.Page);
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await ShotAsync(page, "portal-pay");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/sandbox/checkout/"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$324.96" })).ToBeVisibleAsync();
        await PayAsync(page, Declined);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("declined");
        await ShotAsync(page, "hosted-declined");
        await PayAsync(page, Paid);

        await Expect(page).ToHaveURLAsync(new Regex("/portal/summit-air/invoices/INV-2044"));
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("$758.24");
        await Expect(page.Locator("main")).ToContainTextAsync("$324.96");
        await ShotAsync(page, "portal-paid-deposit");
        await Expect(priya.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("$324.96");
        Assert.True(await IsSameAsync(priya.Page), "The board was loaded anew.");

        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$758.24" })).ToBeVisibleAsync();
        await PayAsync(page, Paid);

        await Expect(page.GetByText("Paid", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" })).ToHaveCountAsync(0);
        await Expect(priya.Page.GetByRole(AriaRole.Region, new() { Name = "Paid", Exact = true })).ToContainTextAsync("Delgado");
        Assert.Equal(
            2,
            await CountAsync("select count(*) from tenant.payments p join tenant.invoices i on i.id = p.invoice_id where i.number = 'INV-2044'")
        );
        await priya.Page.GotoAsync("/office/payments");
        await Expect(priya.Page.GetByRole(AriaRole.Region, new() { Name = "Online payments" }).First).ToContainTextAsync("INV-2044");
        await ShotAsync(priya.Page, "office-payments");
    }

    [Fact]
    public async Task Nothing_is_claimed_until_the_word_has_come_and_then_the_page_changes_by_itself()
    {
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var page = maria.Page;
        Site.Service<SandboxSwitches>().Holds = true;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();

        await PayAsync(page, Paid);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Payment is being confirmed" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToHaveCountAsync(0);
        await MarkAsync(page);
        Site.Service<SandboxWebhooks>().Release(seed: 3);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
    }

    [Fact]
    public async Task Without_scripts_a_deposit_is_paid_and_back_leads_back()
    {
        var maria = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ApproveAsync(maria);
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/portal/summit-air/invoices/INV-2044$"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await PayAsync(page, Paid);

        await Expect(page).ToHaveURLAsync(new Regex("/invoices/INV-2044\\?paid="));
        await Patiently.HoldsAsync(
            async () =>
            {
                await page.ReloadAsync();
                return await page.GetByText("Partially paid", new() { Exact = true }).CountAsync() > 0;
            },
            "the invoice says that the deposit is paid"
        );
        Assert.Equal(1, await CountAsync("select count(*) from tenant.checkout_attempts"));
    }

    private async Task ApproveAsync(Person maria)
    {
        await ReadEstimateAsync(maria);
        var page = maria.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Update total" }).IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Update total" }).ClickAsync();
            await Expect(page.Locator("[data-sum=total]").First).ToHaveTextAsync("$1,083.20");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
    }

    private static async Task PayAsync(IPage page, string card)
    {
        await page.GetByLabel("Card number").FillAsync(card);
        await page.GetByLabel("Expiry").FillAsync("12 / 34");
        await page.GetByLabel("CVC").FillAsync("123");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(@"^Pay \$") }).ClickAsync();
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
