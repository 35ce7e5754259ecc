using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using ColorScheme = Microsoft.Playwright.ColorScheme;

namespace Altitude.Browser.Tests;

/// <summary>Every page in both schemes: nothing that keeps anybody out (WCAG 2.0 to 2.2, A and AA), nothing wider than a small telephone; and its pictures.</summary>
public sealed class LooksJourneys(MigratedCluster server, Chromium chromium) : Journey(server, chromium)
{
    private static readonly string s_shots =
        Environment.GetEnvironmentVariable("ALTITUDE_SHOTS") ?? Path.Combine(Repository.Root, "artifacts", "screens");

    private static readonly bool s_isForReadme = Environment.GetEnvironmentVariable("ALTITUDE_SHOTS_README") == "1";

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_portal_keeps_nobody_out_and_fits(ColorScheme scheme)
    {
        var maria = await OnPhoneAsync(o => o.ColorScheme = scheme);
        var page = maria.Page;
        List<string> found = [];
        var link = LinkIn(await MailAsync(Maria));
        await page.GotoAsync(link);
        await LookAsync(page, "start", scheme, found);
        await ShowFaceAsync(
            await page.ScreenshotAsync(
                new()
                {
                    Type = ScreenshotType.Jpeg,
                    Clip = new() { Width = 256, Height = 256 },
                }
            )
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/jobs/"));
        await LookAsync(page, "job", scheme, found);
        foreach (
            var (name, path) in new[]
            {
                ("home", ""),
                ("estimate", "/estimates/EST-1001"),
                ("estimates", "/estimates"),
                ("invoices", "/invoices"),
                ("appointments", "/appointments"),
                ("activity", "/activity"),
                ("messages", "/messages"),
                ("messages-job", "/messages?job=JOB-1001"),
                ("contact", "/contact"),
                ("ask", "/ask"),
                ("sessions", "/sessions"),
                ("sign-out", "/sign-out"),
            }
        )
        {
            await page.GotoAsync("/portal/summit-air" + path);
            await LookAsync(page, name, scheme, found);
        }

        await page.GotoAsync("/portal/summit-air/appointments");
        await page.GetByRole(AriaRole.Link).Filter(new() { HasText = "Diagnostic visit" }).First.ClickAsync();
        await Expect(page.Locator("fieldset.slot-day").First).ToBeVisibleAsync();
        await LookAsync(page, "visit", scheme, found);

        await page.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await LookAsync(page, "refused", scheme, found);
        await page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        await LookAsync(page, "approved", scheme, found);
        await page.GetByText("Evidence of this approval", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Verify this approval" }).ClickAsync();
        await LookAsync(page, "verify", scheme, found);
        await page.GotoAsync(link);
        await LookAsync(page, "dead-link", scheme, found);
        await page.GotoAsync("/request/summit-air");
        await LookAsync(page, "request", scheme, found);
        await page.GetByLabel("What do you need?").FillAsync("AC blows warm air");
        await page.GetByLabel("Your name").FillAsync("Nina Park");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await LookAsync(page, "request-refused", scheme, found);
        await page.GetByLabel("Phone", new() { Exact = false }).FillAsync("303 555 0199");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Your request is with us");
        await LookAsync(page, "request-received", scheme, found);
        await page.GotoAsync("/nothing-here");
        await LookAsync(page, "not-found", scheme, found);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await page.GotoAsync("/portal/summit-air/estimates/EST-1001");
        await Expect(page.Locator(".nav")).ToBeHiddenAsync();
        await ShootAsync(page, $"print-{Name(scheme)}");

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_office_keeps_nobody_out(ColorScheme scheme)
    {
        var priya = await AtDeskAsync(o => o.ColorScheme = scheme);
        var page = priya.Page;
        List<string> found = [];
        await page.GotoAsync("/office/sign-in");
        await LookAsync(page, "sign-in", scheme, found);
        await page.GotoAsync("/office/forgot");
        await LookAsync(page, "forgot", scheme, found);
        await page.SetViewportSizeAsync(1280, 900);
        await SignInAsync(priya, "owen@summit-air.example");
        await Expect(page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await page.GotoAsync("/office/customers");
        await Expect(page.GetByText("Delgado household")).ToBeVisibleAsync();
        await LookAsync(page, "customers", scheme, found);
        var customer = (Guid)(await Site.PeekAsync("select customer_id from tenant.contacts where email = 'books@delgado-rentals.example' limit 1"))!;
        var talk = (Guid)
            (
                await Site.PeekAsync(
                    "select c.id from tenant.conversations c join tenant.jobs j on j.id = c.job_id where j.number = 'JOB-1001' and c.waits_since is not null limit 1"
                )
            )!; // The story tells it.
        foreach (
            var (name, path, shows) in new[]
            {
                ("customer", $"/office/customers/{customer}", "Maria Delgado"),
                ("today", "/office", "Waiting for an answer"),
                ("office-job", "/office/jobs/JOB-1001", "EST-1001"),
                ("office-estimates", "/office/estimates", "EST-1001"),
                ("office-estimate", "/office/estimates/EST-1001", "Surge protector"),
                ("editor", "/office/estimates/new?job=JOB-999", "JOB-999"),
                ("price-book", "/office/price-book", "R-410A refrigerant"),
                ("templates", "/office/estimates/templates", "AC tune-up"),
                ("estimate-version", "/office/estimates/EST-1001/versions/1", "As it was sent"),
                ("record-approval", "/office/estimates/EST-1001/approval", "Who approved"),
                ("office-messages", "/office/messages?show=unanswered", "Is it safe"),
                ("office-conversation", $"/office/messages/{talk}", "coil can thaw"),
                ("schedule-week", "/office/schedule", "Without a visit"),
                ("schedule-day", "/office/schedule?view=day", "Without a visit"),
                ("schedule-month", "/office/schedule?view=month", "Without a visit"),
                ("schedule-dispatch", "/office/schedule?view=dispatch", "Nobody yet"),
                ("leads", "/office/leads", "No hot water since last night"),
                ("lead", "/office/leads/REQ-1002", "Make it a job"),
                ("request-settings", "/office/settings/requests", "Your request form"),
                ("visit-settings", "/office/settings/visits", "Times that customers are offered"),
                ("brand", "/office/settings/brand", "What customers will see"),
                ("history", "/office/activity", "Show earlier"),
                ("company", "/office/settings/company", "How customers know you"),
                ("notifications", "/office/settings/notifications", "Which mails are sent"),
                ("mail-words", "/office/settings/notifications/estimate-sent", "What customers will see"),
                ("deliveries", "/office/deliveries", "Estimate sent"),
                ("background", "/office/background", "Reconciliation"),
                ("profile", "/office/profile", "Mails that you get"),
                ("portal-settings", "/office/settings/portal", "Setup link expiry"),
            }
        )
        {
            await page.GotoAsync(path);
            await Expect(page.GetByText(shows).Filter(new() { Visible = true }).First).ToBeVisibleAsync(); // Notices that are folded away may say the same.
            await LookAsync(page, name, scheme, found);
        }

        await page.GotoAsync($"/office/customers/{customer}");
        foreach (
            var (name, button, holds) in new[] { ("contact-dialog", "Edit Maria Delgado", "E-mail"), ("place-dialog", "Add a place", "Address") }
        )
        {
            var dialog = page.GetByRole(AriaRole.Dialog);
            await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = button }), dialog.GetByLabel(holds));
            if (name == "place-dialog")
            {
                await dialog.GetByRole(AriaRole.Button, new() { Name = "Add place" }).ClickAsync();
                await Expect(dialog.GetByText("Write the address")).ToBeVisibleAsync();
            }

            await LookAsync(page, name, scheme, found);
            await page.GotoAsync($"/office/customers/{customer}");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "View as this contact named Maria Delgado" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Viewing as a contact" })).ToBeVisibleAsync();
        await LookAsync(page, "viewed-home", scheme, found);
        var viewed = page.Url;
        await page.GotoAsync(viewed + "/estimates/EST-1001");
        await LookAsync(page, "viewed-estimate", scheme, found);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop viewing as Maria Delgado" }).ClickAsync();
        await page.GotoAsync(viewed);
        await LookAsync(page, "viewed-over", scheme, found);

        await page.GotoAsync("/office/board");
        await Expect(page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await LookAsync(page, "board", scheme, found);
        await page.SetViewportSizeAsync(1280, 900);
        await PressAsync(page.Locator("button.bell"), page.Locator("#notices li, #notices p").First);
        await LookAsync(page, "bell", scheme, found);
        await page.Keyboard.PressAsync("Escape");
        await LookAtScheduleAsync(page, scheme, found);
        await page.GotoAsync("/office/estimates/new?job=JOB-999");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make the estimate" })).ToBeFocusedAsync(); // Its circuit is there.
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("input[role=combobox]").First).ToBeFocusedAsync(); // What is offered goes when the focus does.
        await page.Locator("input[role=combobox]").First.FillAsync("a");
        await Expect(page.Locator("#price-offers")).ToBeVisibleAsync();
        await LookAsync(page, "editor-offers", scheme, found);

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Invoices_keep_nobody_out_and_fit(ColorScheme scheme)
    {
        var priya = await AtDeskAsync(o => o.ColorScheme = scheme);
        var page = priya.Page;
        List<string> found = [];
        await SignInAsync(priya, "priya@summit-air.example");
        var partly = (string)
            (
                await Site.PeekAsync(
                    "select number from tenant.invoices where paid_minor_units > 0 and paid_minor_units < total_minor_units and sent_at is not null order by number desc limit 1"
                )
            )!; // The story tells it, and the others.
        var refunded = (string)(await Site.PeekAsync("select number from tenant.invoices where refunded_minor_units > 0 limit 1"))!;
        var customer = (Guid)(await Site.PeekAsync("select customer_id from tenant.invoices where number = $1", refunded))!;
        var draft = (Guid)(await Site.PeekAsync("select id from tenant.invoice_drafts where ended_at is null limit 1"))!;
        foreach (
            var (name, path, shows) in new[]
            {
                ("office-invoices", "/office/invoices", "To be paid"),
                ("office-invoices-empty", "/office/invoices?status=paid&find=nobody", "None of these has that number"),
                ("office-invoices-drafts", "/office/invoices?status=draft", "Maintenance plan"),
                ("office-invoice", $"/office/invoices/{partly}", "Record payment"),
                ("office-invoice-refunded", $"/office/invoices/{refunded}", "The second visit was late"),
                ("office-invoice-new", "/office/invoices/new", "Whom is it for?"),
                ("office-invoice-draft", $"/office/invoices/drafts/{draft}", "Words to the customer"),
                ("office-statement", $"/office/customers/{customer}/statement", "Statement of account"),
            }
        )
        {
            await page.SetViewportSizeAsync(1280, 900);
            await page.GotoAsync(path);
            await Expect(page.GetByText(shows).Filter(new() { Visible = true }).First).ToBeVisibleAsync();
            await LookAsync(page, name, scheme, found);
        }

        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync($"/office/invoices/{partly}?act=pay");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Amount").FillAsync("a lot");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record payment" }).ClickAsync();
        await Expect(dialog.GetByText("Write an amount, such as 129.00.")).ToBeVisibleAsync();
        await LookAsync(page, "office-invoice-payment", scheme, found);

        var maria = await ReadEstimateAsync(await OnPhoneAsync(o => o.ColorScheme = scheme));
        await maria.Page.GetByRole(AriaRole.Textbox, new() { Name = NameBox }).FillAsync("Maria Delgado");
        await maria.Page.GetByRole(AriaRole.Button, new() { Name = Approve }).ClickAsync();
        await Expect(maria.Page.Locator("h1")).ToContainTextAsync("approved", new() { IgnoreCase = true });
        foreach (
            var (name, path) in new[]
            {
                ("portal-home-due", ""),
                ("portal-job-due", "/jobs/JOB-1001"),
                ("portal-invoices", "/invoices"),
                ("portal-invoice", "/invoices/INV-2044"),
                ("portal-statement", "/statement"),
                ("portal-statement-range", "/statement?from=2040-01-01"),
            }
        )
        {
            await maria.Page.SetViewportSizeAsync(390, 844);
            await maria.Page.GotoAsync("/portal/summit-air" + path);
            await LookAsync(maria.Page, name, scheme, found);
        }

        var document = await page.Context.APIRequest.GetAsync($"/office/invoices/{partly}.pdf");
        await File.WriteAllBytesAsync(Path.Combine(s_shots, "invoice.pdf"), await document.BodyAsync());
        foreach (
            var (name, path, on) in new[]
            {
                ("statement", "/portal/summit-air/statement", maria.Page),
                ("invoice", $"/office/invoices/{partly}", page),
            }
        )
        {
            await on.SetViewportSizeAsync(1280, 900);
            await on.EmulateMediaAsync(new() { Media = Media.Print });
            await on.GotoAsync(path);
            await Expect(on.Locator("h1").First).ToBeVisibleAsync();
            await Expect(on.Locator(".nav, .rail").First).ToBeHiddenAsync();
            await ShootAsync(on, $"print-{name}-{Name(scheme)}");
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    /// <summary>The days that are full, a visit's panel, and paper; then a technician's own day.</summary>
    private async Task LookAtScheduleAsync(IPage page, ColorScheme scheme, List<string> found)
    {
        var visit = (Guid)
            (
                await Site.PeekAsync(
                    "select a.id from tenant.appointments a join tenant.staff_members s on s.id = a.technician_id where s.email = 'dana@summit-air.example' and a.state in ('Scheduled', 'Confirmed') order by a.starts_at limit 1"
                )
            )!; // Dana has visits in the story.
        var day = (string)
            (
                await Site.PeekAsync(
                    "select to_char(starts_at at time zone 'America/Denver', 'YYYY-MM-DD') from tenant.appointments where id = $1",
                    visit
                )
            )!;
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync($"/office/schedule?day={day}&visit={visit}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true })).ToBeVisibleAsync();
        await LookAsync(page, "visit-panel", scheme, found);
        await page.SetViewportSizeAsync(1280, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("What for")).ToBeVisibleAsync();
        await LookAsync(page, "visit-form", scheme, found);
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync($"/office/schedule?view=dispatch&day={day}");
        await Expect(page.Locator(".visit").First).ToBeVisibleAsync();
        await LookAsync(page, "dispatch-full", scheme, found);
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync($"/office/schedule?day={day}");
        await Expect(page.Locator(".visit").First).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await ShootAsync(page, $"print-schedule-{Name(scheme)}");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        var dana = await OnPhoneAsync(o => o.ColorScheme = scheme);
        await SignInAsync(dana, "dana@summit-air.example");
        await dana.Page.GotoAsync($"/office/my-day?day={day}");
        await Expect(dana.Page.GetByRole(AriaRole.Article).First).ToBeVisibleAsync();
        await LookAsync(dana.Page, "my-day", scheme, found);
        await dana.Page.GotoAsync("/office/my-day?day=2040-01-01");
        await LookAsync(dana.Page, "my-day-empty", scheme, found);
    }

    /// <summary>Whoever answers for JOB-1001 shows a photo and a number.</summary>
    private async Task ShowFaceAsync(byte[] jpeg)
    {
        var company = (Guid)(await Site.PeekAsync("select id from platform.workspaces where slug = 'summit-air' and closed_at is null"))!; // The story told it.
        await Site.ActAsync(
            new Operator(new Id<Workspace>(company)),
            async db =>
            {
                var job = await db.Jobs.SingleAsync(j => j.Number == "JOB-1001");
                var member = await db.Staff.SingleAsync(s => s.Id == job.AssigneeId);
                var photo = new StaffPhoto(Id<StaffPhoto>.New(), db.WorkspaceId, member.Id, jpeg, db.Now);
                db.Put(photo);
                member.Show(photo.Id);
                member.Describe(member.Name, "+1 303 555 0177");
            }
        );
    }

    private static async Task LookAsync(IPage page, string name, ColorScheme scheme, List<string> found, bool isPhoneToo = true)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var axe = await page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") });
        found.AddRange(
            axe.Violations.SelectMany(v =>
                v.Nodes.Select(n => $"{name}, {Name(scheme)}: {v.Id}: {n.Target} {n.Html[..Math.Min(160, n.Html.Length)]}")
            )
        );
        foreach (var width in isPhoneToo ? new[] { 1280, 390 } : [1280])
        {
            await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
            await ShootAsync(page, $"{name}-{width}-{Name(scheme)}");
        }

        if (s_isForReadme && scheme == ColorScheme.Light && name is ("estimate" or "board"))
        {
            var images = Path.Combine(Repository.Root, "docs", "images");
            await page.SetViewportSizeAsync(name == "board" ? 1280 : 390, name == "board" ? 800 : 844);
            await page.ScreenshotAsync(new() { Path = Path.Combine(images, name == "board" ? "board.png" : "portal.png") });
        }

        if (isPhoneToo)
        {
            await page.SetViewportSizeAsync(320, 640);
            var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            if (wide > 320)
            {
                found.Add($"{name}: {wide} px wide on a screen of 320.");
            }

            await page.SetViewportSizeAsync(390, 844);
        }
    }

    private static async Task ShootAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(s_shots, name + ".png"), FullPage = true });

    private static string Name(ColorScheme scheme) => scheme == ColorScheme.Dark ? "dark" : "light";
}
