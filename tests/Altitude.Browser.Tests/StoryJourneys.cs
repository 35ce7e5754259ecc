using System.Text.RegularExpressions;
using Altitude.Testing;
using Altitude.Web.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Altitude.Browser.Tests;

/// <summary>S1 as one story on the days on which it happens: the AC repair from the request to the last payment, customer, office and technician side by side.</summary>
public sealed class StoryJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private const string Card = "4242 4242 4242 4242";

    /// <summary>By its public name: the hosted page leads back there, where the cookies must be.</summary>
    protected override Uri Address => new(Site.Service<PublicAddress>().Url);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Site.Clock.SetAsync(Denver(day: 1, 9, 12));
        await TellAsync(); // The story again, about these days.
    }

    [Fact]
    public async Task The_AC_repair_from_the_request_to_the_last_payment()
    {
        var office = (await PriyaAsync()).Page;
        var job = await AskAndConvertAsync(office);
        await BookAsync(office, job, "Diagnosis", "2027-06-08", "10:30", "11:30", "12:30");
        await ConfirmAsync(office);
        await Site.Clock.SetAsync(Denver(day: 7, 10, 31));
        await MailAsync(Maria, which: m => m.Subject.StartsWith("Tomorrow: Diagnosis", StringComparison.Ordinal));

        await Site.Clock.SetAsync(Denver(day: 8, 12, 5));
        office = (await PriyaAsync()).Page; // Last week's sign-in is over.
        var estimate = await EstimateAsync(office, job);
        await office.GotoAsync("/office/board");
        await Expect(CardIn(office, "Estimate sent", job)).ToBeVisibleAsync();
        await MarkAsync(office);
        var portal = await ApproveAsync(estimate, job);
        await Expect(CardIn(office, "Approved", job)).ToBeVisibleAsync();
        await PayAsync(portal, "Pay deposit", "$324.96");
        await Expect(Chip(portal)).ToHaveTextAsync("Partially paid");
        await Expect(Balance(portal)).ToHaveTextAsync("$758.24");
        await Expect(office.GetByRole(AriaRole.Log)).ToContainTextAsync("$324.96");
        Assert.True(await IsSameAsync(office), "The board was loaded anew.");

        await BookAsync(office, job, "Repair", "2027-06-10", "09:00", "11:00", "11:00");
        await Site.Clock.SetAsync(Denver(day: 9, 9, 1));
        await MailAsync(Maria, which: m => m.Subject.StartsWith("Tomorrow: Repair", StringComparison.Ordinal));
        await Site.Clock.SetAsync(Denver(day: 10, 8, 40));
        await RepairAsync();
        office = (await PriyaAsync()).Page;
        portal = await SendBalanceAsync(office, job);
        await office.GotoAsync("/office/board");
        await Expect(CardIn(office, "Invoiced", job)).ToBeVisibleAsync();
        await MarkAsync(office);
        await PayAsync(portal, "Pay invoice", "$758.24");

        await Expect(Chip(portal)).ToHaveTextAsync("Paid");
        await Expect(Balance(portal)).ToHaveTextAsync("$0.00");
        await Expect(CardIn(office, "Paid", job)).ToBeVisibleAsync();
        Assert.True(await IsSameAsync(office), "The board was loaded anew.");
        await portal.GotoAsync("/portal/summit-air/statement");
        await Expect(portal.GetByRole(AriaRole.Heading, new() { Name = "Nothing is owed" })).ToBeVisibleAsync();
        await MailsWentOnceAsync(estimate);
    }

    private static DateTimeOffset Denver(int day, int hour, int minute) => new(2027, 6, day, hour, minute, 0, TimeSpan.FromHours(-6));

    private async Task<Person> PriyaAsync()
    {
        var priya = await AtDeskAsync();
        await SignInAsync(priya, "priya@summit-air.example");
        return priya;
    }

    /// <summary>Step 1: the public form, without scripts, and the board beside it.</summary>
    /// <returns>The job's number.</returns>
    private async Task<string> AskAndConvertAsync(IPage office)
    {
        var column = office.GetByRole(AriaRole.Region, new() { Name = "Lead", Exact = true });
        await Expect(column.GetByRole(AriaRole.Article).First).ToBeVisibleAsync(); // The cards come with the circuit.
        var form = (await OnPhoneAsync(o => o.JavaScriptEnabled = false)).Page;
        await form.GotoAsync("/request/summit-air");
        await form.GetByLabel("What do you need?").FillAsync("AC blows warm air");
        await form.GetByLabel("Your name").FillAsync("Maria Delgado");
        await form.GetByLabel("E-mail").FillAsync(Maria);
        await form.GetByLabel("Where is it?").FillAsync("1420 Pearl St Apt 3, Denver CO 80203");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(form.GetByRole(AriaRole.Heading, new() { Name = "What happens next" })).ToBeVisibleAsync();

        await column.Locator(".lead-card").Filter(new() { HasText = "Maria Delgado" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(office.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Delgado household") }).First).ToBeCheckedAsync(); // Found by her address.
        await office.GetByRole(AriaRole.Button, new() { Name = "Make it a job" }).ClickAsync();
        await Expect(office).ToHaveURLAsync(new Regex("/office/jobs/JOB-"));
        return new Uri(office.Url).Segments[^1];
    }

    private static async Task BookAsync(IPage office, string job, string title, string day, string begins, string ends, string until)
    {
        await office.GotoAsync($"/office/jobs/{job}");
        await PressAsync(office.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First, office.GetByLabel("What for"));
        await office.GetByLabel("What for").FillAsync(title);
        await office.GetByLabel("Day", new() { Exact = true }).FillAsync(day);
        await office.GetByLabel("Begins").FillAsync(begins);
        await office.GetByLabel("Ends", new() { Exact = true }).FillAsync(ends);
        await office.GetByLabel("Arrival until").FillAsync(until);
        await office.GetByLabel("Technician").SelectOptionAsync(new SelectOptionValue { Label = "Dana Whitfield" });
        await office.GetByRole(AriaRole.Button, new() { Name = "Book the visit" }).ClickAsync();
        await office.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).First.ClickAsync();
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("Scheduled");
    }

    /// <summary>Step 2: Maria confirms by the mail's link; the office has the visit open.</summary>
    private async Task ConfirmAsync(IPage office)
    {
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: "Diagnosis");
        await Expect(maria.Page.GetByText("between 10:30 AM and 12:30 PM")).ToBeVisibleAsync();
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm appointment" }).ClickAsync();
        await Expect(maria.Page.Locator("h1 + .chip")).ToHaveTextAsync("Confirmed");
        await Expect(office.Locator(".visit-panel .chip").First).ToHaveTextAsync("Confirmed");
    }

    /// <summary>Step 3.</summary>
    /// <returns>The estimate's number.</returns>
    private static async Task<string> EstimateAsync(IPage office, string job)
    {
        await office.GotoAsync($"/office/jobs/{job}");
        await office.GetByRole(AriaRole.Link, new() { Name = "New estimate" }).First.ClickAsync();
        await Expect(office.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" })).ToBeFocusedAsync();
        await office.Keyboard.PressAsync("Enter");
        await StoryEstimate.TypeAsync(office);
        await office.GetByLabel("Deposit", new() { Exact = true }).FillAsync("30 %");
        await Expect(office.Locator(".totals .grand dd")).ToHaveTextAsync("$812.26");
        await Expect(office.Locator(".saved")).ToContainTextAsync("Saved");
        await office.Keyboard.PressAsync("Control+Enter");
        await office.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(office.Locator(".page-head .chip").First).ToHaveTextAsync("Sent");
        return (await office.Locator("h1").TextContentAsync())!; // A heading has text.
    }

    /// <summary>Step 4: by the mail's link onto the job, and from there to the estimate.</summary>
    private async Task<IPage> ApproveAsync(string estimate, string job)
    {
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: estimate);
        var page = maria.Page;
        await Expect(page).ToHaveURLAsync(new Regex($"/portal/summit-air/jobs/{job}$"));
        await page.Locator($"a.row[href$='/estimates/{estimate}']").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("June 22");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Surge protector" }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await page.GotoAsync("/portal/summit-air/invoices/INV-2044");
        await Expect(Balance(page)).ToHaveTextAsync("$1,083.20");
        return page;
    }

    /// <summary>Steps 5 and 6: at the hosted checkout.</summary>
    private static async Task PayAsync(IPage portal, string button, string amount)
    {
        await portal.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(portal.GetByRole(AriaRole.Heading, new() { Name = amount })).ToBeVisibleAsync();
        await portal.GetByLabel("Card number").FillAsync(Card);
        await portal.GetByLabel("Expiry").FillAsync("12 / 34");
        await portal.GetByLabel("CVC").FillAsync("123");
        await portal.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(@"^Pay \$") }).ClickAsync();
        await Expect(portal).ToHaveURLAsync(new Regex("/portal/summit-air/invoices/INV-2044"));
    }

    /// <summary>Step 6: Dana on her phone.</summary>
    private async Task RepairAsync()
    {
        var dana = await OnPhoneAsync(o => o.JavaScriptEnabled = false);
        await SignInAsync(dana, "dana@summit-air.example");
        await dana.Page.GotoAsync("/office/my-day");
        var mine = dana.Page.GetByRole(AriaRole.Article, new() { Name = "Repair" });
        await mine.GetByRole(AriaRole.Button, new() { Name = "On my way" }).ClickAsync();
        await MailAsync(Maria, which: m => m.Subject.Contains("is on the way to you", StringComparison.Ordinal));
        await mine.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(mine.Locator(".chip")).ToHaveTextAsync("Done");
    }

    /// <returns>The invoice, opened by the mail's link.</returns>
    private async Task<IPage> SendBalanceAsync(IPage office, string job)
    {
        await CardIn(office, "Approved", job).ClickAsync(new() { Button = MouseButton.Right });
        await office.GetByRole(AriaRole.Menuitem, new() { Name = "Invoiced" }).ClickAsync();
        var dialog = office.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("$758.24");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        var maria = await OnPhoneAsync();
        await ComeInAsync(maria, about: "Invoice INV-2044");
        await Expect(maria.Page).ToHaveURLAsync(new Regex("/portal/summit-air/invoices/INV-2044$"));
        return maria.Page;
    }

    /// <summary>Step 7.</summary>
    private async Task MailsWentOnceAsync(string estimate)
    {
        string[] due =
        [
            $"estimate-sent {estimate}",
            $"estimate-approved {estimate}",
            "appointment-reminder Diagnosis",
            "appointment-reminder Repair",
            "invoice-sent INV-2044",
            "receipt INV-2044",
            "receipt INV-2044",
        ];
        string[] went = [];
        await Patiently.HoldsAsync(
            async () =>
            {
                went = await WentAsync();
                return went.Length >= due.Length;
            },
            "Maria's mails went"
        );
        Assert.Equal(due.Order(StringComparer.Ordinal), went); // Each once.
    }

    /// <summary>Kind and record of each mail to Maria of the story's events.</summary>
    private async Task<string[]> WentAsync() =>
        (
            (string)
                (
                    await Site.PeekAsync(
                        """
                        select coalesce(string_agg(x, E'\n' order by x collate "C"), '') from (
                          select d.kind || ' ' || coalesce(e.number, a.title, i.number, j.number) as x
                          from tenant.email_deliveries d
                          join platform.workspaces w on w.id = d.workspace_id and w.slug = 'summit-air' and w.closed_at is null
                          left join tenant.estimates e on e.workspace_id = d.workspace_id and e.id = d.subject
                          left join tenant.appointments a on a.workspace_id = d.workspace_id and a.id = d.subject
                          left join tenant.invoices i on i.workspace_id = d.workspace_id and i.id = d.subject
                          left join tenant.payments p on p.workspace_id = d.workspace_id and p.id = d.subject
                          left join tenant.invoices j on j.workspace_id = d.workspace_id and j.id = p.invoice_id
                          where d.recipient = $1 and d.state = 'Sent'
                            and d.kind in ('estimate-sent', 'estimate-approved', 'appointment-reminder', 'invoice-sent', 'receipt')
                            and (e.number is null or e.number not in ('EST-1001', 'EST-1002'))
                            and (a.title is null or a.title <> 'Diagnostic visit')) as mails
                        """,
                        Maria
                    )
                )!
        ).Split('\n'); // An aggregate has one row.

    private static ILocator CardIn(IPage board, string column, string job) =>
        board.GetByRole(AriaRole.Region, new() { Name = column, Exact = true }).GetByRole(AriaRole.Article, new() { Name = job, Exact = true });

    private static ILocator Balance(IPage page) => page.Locator("[data-live=balance]");

    private static ILocator Chip(IPage page) => page.Locator(".title .chip");
}
