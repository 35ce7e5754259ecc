using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Hosting;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.EntityFrameworkCore;
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

    [Fact]
    public async Task A_bank_pays_later_and_the_page_says_so_by_itself()
    {
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var page = maria.Page;
        Site.Service<SandboxSwitches>().DebitTakes = TimeSpan.FromHours(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync(); // On the page that thanks for the approval.

        await PayByBankAsync(page, "000123456789");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for your bank" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" })).ToHaveCountAsync(0);
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToHaveCountAsync(0);
        await ShotAsync(page, "portal-bank-asked");
        await MarkAsync(page);
        await SpeakAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(page), "The page was loaded anew.");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Receipt") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Receipt", Exact = true })).ToBeVisibleAsync();
        await ShotAsync(page, "portal-receipt");
    }

    [Fact]
    public async Task A_bank_that_does_not_pay_leaves_the_way_open_to_a_card()
    {
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var page = maria.Page;
        Site.Service<SandboxSwitches>().DebitTakes = TimeSpan.FromHours(2);
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await PayByBankAsync(page, "000222222227");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for your bank" })).ToBeVisibleAsync();

        await SpeakAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The payment did not go through" })).ToBeVisibleAsync();
        await ShotAsync(page, "portal-bank-failed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await PayAsync(page, Paid);
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(
            1,
            await CountAsync(
                "select count(*) from tenant.payments p join tenant.invoices i on i.id = p.invoice_id where i.number = 'INV-2044' and p.method = 'card'"
            )
        );
    }

    [Fact]
    public async Task The_back_button_and_a_second_tab_lead_to_the_same_page_which_is_paid_once()
    {
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var first = maria.Page;
        await first.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await first.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await Expect(first).ToHaveURLAsync(new Regex("/sandbox/checkout/"));
        var hosted = first.Url;

        await first.GoBackAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await Expect(first).ToHaveURLAsync(hosted);
        var second = await maria.Context.NewPageAsync();
        await second.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await second.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await Expect(second).ToHaveURLAsync(hosted);
        await PayAsync(first, Paid);
        await Expect(first.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        await PayAsync(second, Paid);

        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "This payment is complete" })).ToBeVisibleAsync();
        Assert.Equal(1, await CountAsync("select count(*) from tenant.checkout_attempts"));
        Assert.Equal(32_496, await CountAsync("select paid_minor_units from tenant.invoices where number = 'INV-2044'"));
    }

    [Fact]
    public async Task What_is_due_changes_and_a_page_runs_out_while_somebody_is_about_to_pay()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByText("Or pay all of it at once").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$1,083.20" })).ToBeVisibleAsync();

        await LetOffAsync(8_320);
        await PayAsync(page, Paid);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This payment page has expired" })).ToBeVisibleAsync();
        await ShotAsync(page, "hosted-expired");
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$1,000.00" })).ToBeVisibleAsync();
        await Site.Clock.AdvanceAsync(TimeSpan.FromMinutes(50));
        await PayAsync(page, Paid);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This payment page has expired" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" }).ClickAsync();
        await PayAsync(page, Paid);

        await Expect(page.GetByText("Paid", new() { Exact = true }).First).ToBeVisibleAsync();
        Assert.Equal(100_000, await CountAsync("select paid_minor_units from tenant.invoices where number = 'INV-2044'"));
        Assert.Equal(3, await CountAsync("select count(*) from tenant.checkout_attempts"));
        await LetOffAsync(5_000);
        await owen.Page.GotoAsync("/office/payments");
        await Expect(owen.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" })).ToContainTextAsync("$50.00");
        await ShotAsync(owen.Page, "office-unapplied");
        await PressAsync(
            owen.Page.GetByRole(AriaRole.Button, new() { Name = "Refund $50.00 of INV-2044" }),
            owen.Page.GetByRole(AriaRole.Dialog, new() { Name = "Refund INV-2044" })
        );
        await Expect(owen.Page.GetByLabel("Amount (USD)")).ToHaveValueAsync("50.00");
        await ShotAsync(owen.Page, "office-refund");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" })).ToHaveCountAsync(0);
        await Expect(owen.Page.GetByText("Partially refunded", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Refunded");
    }

    [Fact]
    public async Task A_part_is_paid_and_an_amount_that_is_too_small_is_kept_and_explained()
    {
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByText("Pay another amount").ClickAsync();
        await page.GetByLabel("Amount in USD").FillAsync("12");
        await page.GetByLabel("Amount in USD").PressAsync("Enter");

        await Expect(page.GetByLabel("Amount in USD")).ToHaveValueAsync("12");
        await Expect(page.Locator("#part-error")).ToContainTextAsync("50.00");
        await ShotAsync(page, "portal-part-refused");
        await page.GetByLabel("Amount in USD").FillAsync("400");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay this amount" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$400.00" })).ToBeVisibleAsync();
        await PayAsync(page, Paid);

        await Expect(page.Locator("main")).ToContainTextAsync("$683.20");
    }

    /// <summary>S5: 324.96 and 400.00 of 1,083.20; 100.00 go back at the provider, and 350.00 are more than is left of that payment.</summary>
    [Fact]
    public async Task What_is_refunded_at_the_provider_is_owed_again_and_no_more_goes_back_than_was_paid()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var (page, desk) = (maria.Page, owen.Page);
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await PayAsync(page, Paid);
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$758.24");
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByText("Pay another amount").ClickAsync();
        await page.GetByLabel("Amount in USD").FillAsync("400");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay this amount" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$400.00" })).ToBeVisibleAsync();
        await PayAsync(page, Paid);
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$358.24");
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await MarkAsync(page);
        await desk.GotoAsync("/office/invoices/INV-2044");
        await AwakeAsync(desk);
        await MarkAsync(desk);

        await RefundAtProviderAsync(40_000, 10_000);

        foreach (var seen in new[] { page, desk })
        {
            await Expect(seen.Locator("main")).ToContainTextAsync("$458.24");
            await Expect(seen.Locator("main")).ToContainTextAsync("$100.00");
            Assert.True(await IsSameAsync(seen), "A page was loaded anew.");
        }

        await Expect(page.GetByText("Partially refunded", new() { Exact = true })).ToBeVisibleAsync();
        await ShotAsync(page, "portal-refunded");
        await ShotAsync(desk, "office-refunded");
        await desk.GotoAsync("/office/payments");
        await AwakeAsync(desk);
        await PressAsync(
            desk.GetByRole(AriaRole.Button, new() { Name = "Refund $400.00 for INV-2044" }),
            desk.GetByRole(AriaRole.Dialog, new() { Name = "Refund INV-2044" })
        );
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("$300.00 can be refunded");
        await desk.GetByLabel("Amount (USD)").FillAsync("350.00");
        await desk.GetByLabel("Reason, for the record").FillAsync("Came late");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Refund", Exact = true }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alert)).ToContainTextAsync("$300.00");
        await Expect(desk.GetByLabel("Amount (USD)")).ToHaveValueAsync("350.00");
        await Expect(desk.GetByLabel("Reason, for the record")).ToHaveValueAsync("Came late");
        await ShotAsync(desk, "office-refund-refused");
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$458.24");
        Assert.Equal(
            1,
            await CountAsync(
                "select count(*) from tenant.refunds r join tenant.payments p on p.id = r.payment_id join tenant.invoices i on i.id = p.invoice_id where i.number = 'INV-2044' and i.workspace_id = (select id from platform.workspaces where slug = 'summit-air' and closed_at is null)"
            )
        );
    }

    [Fact]
    public async Task Several_invoices_are_paid_at_one_page_and_the_office_sees_each()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var others = await IssueAsync(9_000, 4_500);
        await owen.Page.GotoAsync("/office/payments");
        await AwakeAsync(owen.Page);
        await MarkAsync(owen.Page);
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pay several at once" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex($"^{others[1]}") }).UncheckAsync();
        Assert.True(await IsTickedAsync(page, others[0]));
        await IssueAsync(2_500); // The open list hears of it, and keeps what was chosen.
        await Expect(page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(4);
        Assert.False(await IsTickedAsync(page, others[1]));
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("\\$25.00") }).UncheckAsync();
        await ShotAsync(page, "portal-several");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pay selected invoices" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$414.96" })).ToBeVisibleAsync();
        await ShotAsync(page, "hosted-several");
        await PayAsync(page, Paid);

        await Expect(page).ToHaveURLAsync(new Regex("/portal/summit-air/invoices\\?paid="));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        await Expect(page.Locator("#payment-state")).ToContainTextAsync("$414.96");
        await Expect(page.Locator($"#{others[0]}")).ToContainTextAsync("Paid");
        await Expect(page.Locator("#INV-2044")).ToContainTextAsync("Partially paid");
        await Expect(page.Locator($"#{others[1]}")).ToContainTextAsync("Open");
        await ShotAsync(page, "portal-several-paid");
        var paid = owen.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Paid" });
        await Expect(paid.Filter(new() { HasText = "INV-2044" })).ToContainTextAsync("$324.96");
        await Expect(paid.Filter(new() { HasText = others[0] })).ToContainTextAsync("$90.00");
        Assert.True(await IsSameAsync(owen.Page), "The office's page was loaded anew.");
        Assert.Equal(1, await CountAsync("select count(distinct payment_intent) from tenant.checkout_attempts"));
    }

    [Fact]
    public async Task Money_that_is_left_over_is_applied_and_the_customers_open_page_says_so()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var maria = await OnPhoneAsync();
        await ApproveAsync(maria);
        var other = Assert.Single(await IssueAsync(9_000));
        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay invoice" }).ClickAsync();
        await PayAsync(page, Paid);
        await Expect(page.GetByText("Paid", new() { Exact = true }).First).ToBeVisibleAsync();
        await LetOffAsync(5_000);
        await page.GotoAsync($"/portal/summit-air/invoices/{other}");
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$90.00");
        await MarkAsync(page);

        await owen.Page.GotoAsync("/office/payments");
        await AwakeAsync(owen.Page);
        await ShotAsync(owen.Page, "office-over");
        await PressAsync(
            owen.Page.GetByRole(AriaRole.Button, new() { Name = "Apply to another invoice $50.00 of INV-2044" }),
            owen.Page.GetByRole(AriaRole.Dialog, new() { Name = "Apply money of INV-2044" })
        );
        await owen.Page.GetByLabel("Invoice", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Value = other });
        await Expect(owen.Page.GetByLabel("Amount (USD)")).ToHaveValueAsync("50.00");
        await owen.Page.GetByLabel("Amount (USD)").FillAsync("60");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();
        await Expect(owen.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("$50.00 is the most that is left over on INV-2044");
        await ShotAsync(owen.Page, "office-apply-refused");
        await owen.Page.GetByLabel("Amount (USD)").FillAsync("50");
        await owen.Page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();

        await Expect(owen.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" })).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$40.00");
        await Expect(page.Locator("main")).ToContainTextAsync("Moved here from another invoice");
        await Expect(page.GetByText("Partially paid", new() { Exact = true })).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(page), "The customer's page was loaded anew.");
        await ShotAsync(page, "portal-applied");
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await Expect(page.Locator("main")).ToContainTextAsync("Moved to another invoice");
        await page.GotoAsync("/portal/summit-air/statement");
        await Expect(page.Locator("main")).ToContainTextAsync($"Moved to {other} from another invoice");
    }

    [Fact]
    public async Task A_surcharge_and_a_tip_are_chosen_without_scripts_and_stand_on_the_receipt()
    {
        var owen = await AtDeskAsync();
        await SignInAsync(owen, "owen@summit-air.example");
        var maria = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await ApproveAsync(maria);
        var desk = owen.Page;
        await desk.GotoAsync("/office/settings/payments");
        await AwakeAsync(desk);
        var save = desk.GetByRole(AriaRole.Button, new() { Name = "Save changes to what is paid on top" });
        await desk.GetByLabel("Surcharge for paying by card (%)").FillAsync("12");
        await desk.GetByLabel("Why, for your customers").FillAsync("Card networks charge us this.");
        await PressAsync(save, desk.GetByText("Write a percentage from 0 to 10"));
        await Expect(desk.GetByLabel("Why, for your customers")).ToHaveValueAsync("Card networks charge us this.");
        await desk.GetByLabel("Surcharge for paying by card (%)").FillAsync("2.5");
        await desk.GetByRole(AriaRole.Switch, new() { Name = "Offer tips" }).CheckAsync();
        await PressAsync(save, desk.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved" }));
        await ShotAsync(desk, "office-payment-settings");

        var page = maria.Page;
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await Expect(page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^By card") })).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "No tip" }).First).ToBeCheckedAsync();
        await Expect(page.Locator("#pay")).ToContainTextAsync("Paying by card adds $8.12");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^15") }).First.CheckAsync();
        await ShotAsync(page, "portal-on-top");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay deposit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "$381.82" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.List)).ToContainTextAsync("Card surcharge");
        await ShotAsync(page, "hosted-on-top");
        await PayAsync(page, Paid);
        await Patiently.HoldsAsync(
            async () =>
            {
                await page.ReloadAsync();
                return await page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" }).CountAsync() > 0;
            },
            "the page thanks"
        );
        await Expect(page.Locator("#payment-state")).ToContainTextAsync("$381.82");
        await Expect(page.Locator("[data-live=balance]")).ToHaveTextAsync("$758.24");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Receipt") }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Surcharge for paying by card");
        await Expect(page.Locator("main")).ToContainTextAsync("$48.74");
        await ShotAsync(page, "portal-receipt-on-top");
        await desk.GotoAsync("/office/payments");
        await Expect(desk.GetByRole(AriaRole.Row).Filter(new() { HasText = "INV-2044" })).ToContainTextAsync("$8.12 surcharge, $48.74 tip");
        await ShotAsync(desk, "office-payments-on-top");
    }

    private static Task<bool> IsTickedAsync(IPage page, string number) => page.Locator($"#several-{number}").IsCheckedAsync();

    /// <summary>Further invoices of Maria's, of these amounts.</summary>
    private async Task<IReadOnlyList<string>> IssueAsync(params long[] amounts)
    {
        var workspace = new Id<Workspace>(
            (Guid)(await Site.PeekAsync("select id from platform.workspaces where slug = 'summit-air' and closed_at is null"))! // The demo's.
        );
        List<string> numbers = [];
        await Site.ActAsync(
            new Operator(workspace),
            async db =>
            {
                var like = await db.Invoices.SingleAsync(i => i.Number == "INV-2044");
                foreach (var amount in amounts)
                {
                    var number = $"INV-{await db.NextNumberAsync("INV", 2044, CancellationToken.None)}";
                    var content = like.Content with
                    {
                        Title = "Filter change",
                        Lines = [new LineItem("filter", "Filter", 1, "", amount, IsTaxed: false, Discount.None, IsOptional: false)],
                        Discount = Discount.None,
                        Tax = null,
                        Deposit = DepositTerms.None,
                    };
                    var day = new DateOnly(2027, 6, 8);
                    db.Invoices.Add(
                        Invoice.Issue(Id<Invoice>.New(), workspace, like.CustomerId, null, null, number, content, day, new DateOnly(2099, 6, 22))
                    );
                    numbers.Add(number);
                }
            }
        );
        return numbers;
    }

    /// <summary>Somebody refunds part of a payment where the money is, not here.</summary>
    /// <param name="of">The payment's amount, in minor units.</param>
    private async Task RefundAtProviderAsync(long of, long amount)
    {
        var workspace = new Id<Workspace>(
            (Guid)(await Site.PeekAsync("select id from platform.workspaces where slug = 'summit-air' and closed_at is null"))! // The demo's.
        );
        var intent = await Site.ReadAsync(
            new Operator(workspace),
            db => db.CheckoutAttempts.Where(a => a.Amount.MinorUnits == of).Select(a => a.PaymentIntent).SingleAsync()
        );
        var key = await Site.Service<PaymentKeys>().FindAsync(Site.Workspaces, new Provider(workspace), CancellationToken.None);
        await Site.Service<StripeGateway>()
            .RefundAsync(key!.Secret, intent!, new Money(amount, new Currency("USD")), Guid.NewGuid().ToString(), CancellationToken.None); // Connected, and paid.
    }

    /// <summary>The bank has the word, two hours later.</summary>
    private async Task SpeakAsync() => Site.Service<SandboxBooks>().Tick((await Site.Clock.NowAsync()).ToUnixTimeSeconds() + 3 * 3_600);

    /// <summary>Owen lets Maria off something.</summary>
    private async Task LetOffAsync(long minorUnits)
    {
        await using var command = Site.Superuser.CreateCommand(
            "select s.workspace_id, s.id, s.staff_id from platform.staff_sessions s join tenant.staff_members m on m.id = s.staff_id where m.name = 'Owen Hart' and s.ended_at is null order by s.started_at desc limit 1"
        );
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var owen = new Staff(new(reader.GetGuid(0)), new(reader.GetGuid(1)), new(reader.GetGuid(2)), StaffRole.Owner, "Owen Hart");
        await Site.Service<RecordCredit>()
            .RunAsync(
                owen,
                "INV-2044",
                new Money(minorUnits, new Currency("USD")),
                "Came late",
                RequestKey.New("record-credit"),
                CancellationToken.None
            );
    }

    private static async Task PayByBankAsync(IPage page, string account)
    {
        await page.GetByText("Pay from a bank account instead").ClickAsync();
        await page.GetByLabel("Account number").FillAsync(account);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay from bank account" }).ClickAsync();
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
