using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>One customer: who speaks for it, what each of them can open, its places and jobs.</summary>
public sealed partial class CustomerPage
{
    private Staff? _staff;
    private Words? _words;
    private bool _isAsking;
    private bool _isAnswering;
    private WorkspaceView? _company;
    private CustomerView? _customer;
    private CustomerRecords? _records;
    private IReadOnlyList<LikelyDuplicate> _duplicates = [];
    private bool _isMissing;
    private Guid _loaded;

    [Parameter]
    public Guid CustomerId { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required CustomerQuery Find { get; init; }

    [Inject]
    public required CustomerRecordsQuery Records { get; init; }

    [Inject]
    public required AddLocation AddPlace { get; init; }

    [Inject]
    public required ChangeLocation ChangePlace { get; init; }

    [Inject]
    public required RemoveLocation RemovePlace { get; init; }

    [Inject]
    public required RestoreLocation RestorePlace { get; init; }

    [Inject]
    public required AddContact Add { get; init; }

    [Inject]
    public required AnswerEmailWish Answer { get; init; }

    [Inject]
    public required RemoveContact Remove { get; init; }

    [Inject]
    public required ChangeContact Change { get; init; }

    [Inject]
    public required MergeCustomers Merge { get; init; }

    [Inject]
    public required LikelyDuplicatesQuery Duplicates { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IEnumerable<ContactPanel> Panels { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayGiveAccess => _staff?.Role.MayGiveAccess() == true;
    private string Title => _customer?.Name ?? "Customer";
    private Id<Customer> Id => new(CustomerId);
    private string Statement => $"/office/customers/{CustomerId}/statement";
    private string? NewJob => _staff?.Role.MayPrice() == true ? $"/office/board?new={CustomerId}" : null;
    private string? NewInvoice => _staff?.Role.MayPrice() == true ? $"/office/invoices/new?customer={CustomerId}" : null;

    /// <summary>By the entry's customer: its own registration names it as the subject.</summary>
    protected override bool Concerns(FeedEntry entry) =>
        entry.Customer == CustomerId || entry.Subject == CustomerId || (OfficeThread.Concerns(entry) && entry.Subject == _records?.Talk?.Id?.Value);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _company = await Current.GetWorkspaceAsync(cancellationToken);
        _words = _company.Words;
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _loaded = CustomerId;
        _customer = await Find.FindAsync(_staff!, Id, cancellationToken); // PrepareAsync sets it.
        _isMissing = _customer is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }
        else if (_customer!.Id != Id) // Not missing.
        {
            Navigation.NavigateTo($"/office/customers/{_customer.Id}", replace: true); // It was merged into that one.
        }
        else
        {
            _records = await Records.RunAsync(_staff!, Id, cancellationToken); // PrepareAsync sets it.
        }

        if (!_isMissing && MayGiveAccess)
        {
            _duplicates = await Duplicates.RunAsync(_staff!, Id, cancellationToken); // PrepareAsync sets it.
        }
    }

    protected override Task OnParametersSetAsync() => _customer is not null && _loaded != CustomerId ? LoadAsync(Closed) : Task.CompletedTask;

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent =>
        await OneAtATimeAsync(async () =>
        {
            var dialog = await Dialogs.ShowAsync<TDialog>(title, parameters);
            return await dialog.Result;
        });

    private async Task<bool> AskAsync(string title, string message, string yes) =>
        await OneAtATimeAsync(() => Dialogs.ShowMessageBoxAsync(title, message, yesText: yes, cancelText: "Cancel")) == true;

    /// <summary>A second press of a button comes before the first has opened its dialog: nothing is asked twice.</summary>
    private async Task<T?> OneAtATimeAsync<T>(Func<Task<T?>> ask)
    {
        if (_isAsking)
        {
            return default;
        }

        _isAsking = true;
        try
        {
            return await ask();
        }
        finally
        {
            _isAsking = false;
        }
    }

    private async Task AddAsync()
    {
        var parameters = new DialogParameters<ContactDialog>
        {
            { d => d.Save, wanted => Add.RunAsync(_staff!, Id, wanted, RequestKey.New("add-contact"), Closed) }, // The button shows once it is set.
        };
        await ShowAsync<ContactDialog>("Add a contact", parameters);
    }

    private async Task ChangeAsync(ContactView contact)
    {
        var parameters = new DialogParameters<ContactDialog>
        {
            { d => d.Save, wanted => Change.RunAsync(_staff!, Id, contact.Id, wanted, RequestKey.New("change-contact"), Closed) }, // The button shows once it is set.
            { d => d.Of, contact },
        };
        await ShowAsync<ContactDialog>($"Edit {contact.Name}", parameters);
    }

    private async Task AnswerAsync(ContactView contact, bool isAccepted)
    {
        if (_isAnswering)
        {
            return;
        }

        _isAnswering = true;
        try
        {
            await Answer.RunAsync(_staff!, Id, contact.Id, contact.WantedEmail, isAccepted, RequestKey.New("answer-email-wish"), Closed); // The button shows once it is set.
            Snackbar.Add(
                isAccepted ? $"{contact.Name} is written to at {contact.WantedEmail} from now on." : $"{contact.Name} is written to as before.",
                Severity.Success
            );
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
        finally
        {
            _isAnswering = false;
        }
    }

    private Task ReadAgainAsync() => LoadAsync(Closed);

    private async Task AddPlaceAsync()
    {
        var parameters = new DialogParameters<LocationDialog>
        {
            { d => d.Save, wanted => AddPlace.RunAsync(_staff!, Id, wanted, RequestKey.New("add-location"), Closed) }, // The button shows once it is set.
        };
        await ShowAsync<LocationDialog>("Add a place", parameters);
    }

    private async Task ChangeAsync(LocationView place)
    {
        var parameters = new DialogParameters<LocationDialog>
        {
            { d => d.Save, wanted => ChangePlace.RunAsync(_staff!, Id, place.Id, wanted, RequestKey.New("change-location"), Closed) }, // The button shows once it is set.
            { d => d.Of, place },
        };
        await ShowAsync<LocationDialog>("Edit this place", parameters);
    }

    private async Task RemoveAsync(LocationView place)
    {
        var isSure = await AskAsync(
            "Remove this place?",
            $"{place.Address} is offered for new jobs no more. Jobs and visits that were there keep it.",
            "Remove"
        );
        if (!isSure)
        {
            return;
        }

        try
        {
            await RemovePlace.RunAsync(_staff!, Id, place.Id, RequestKey.New("remove-location"), Closed); // The button shows once it is set.
            Snackbar.Add(
                "The place was removed.",
                Severity.Success,
                options =>
                {
                    options.Action = "Undo";
                    options.OnClick = _ => InvokeAsync(() => RestoreAsync(place));
                    options.VisibleStateDuration = 10_000; // Milliseconds: long enough to see what went.
                }
            );
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
    }

    private async Task RestoreAsync(LocationView place)
    {
        try
        {
            await RestorePlace.RunAsync(_staff!, Id, place.Id, RequestKey.New("restore-location"), Closed); // The button showed once it was set.
            Snackbar.Add($"{place.Address} is back.", Severity.Success);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
    }

    private async Task MergeAsync(LikelyDuplicate other)
    {
        var isSure = await AskAsync(
            $"Merge {other.Name} into {Title}?",
            "Its contacts, places, jobs, estimates, visits and invoices move here; links and sessions go on working. This cannot be undone.",
            "Merge"
        );
        if (!isSure)
        {
            return;
        }

        try
        {
            await Merge.RunAsync(_staff!, other.Id, Id, RequestKey.New("merge-customers"), Closed); // The button shows once it is set.
            Snackbar.Add($"{other.Name} is part of {Title} now.", Severity.Success);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
    }

    private async Task RemoveAsync(ContactView contact)
    {
        var isSure = await AskAsync(
            $"Remove {contact.Name}?",
            "Their links and sessions stop working at once, and pages they have open close. What they approved stays.",
            "Remove"
        );
        if (!isSure)
        {
            return;
        }

        try
        {
            await Remove.RunAsync(_staff!, Id, contact.Id, RequestKey.New("remove-contact"), Closed); // The button shows once it is set.
            Snackbar.Add($"{contact.Name} is no longer a contact.", Severity.Success);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
    }

    private Dictionary<string, object> ParametersOf(ContactView contact) =>
        new()
        {
            ["Customer"] = Id,
            ["Contact"] = contact.Id,
            ["ContactName"] = contact.Name,
        };

    private static string ReachOf(ContactView contact) =>
        contact.Phone.Length == 0 ? contact.Email
        : contact.Email.Length == 0 ? contact.Phone
        : $"{contact.Email}, {contact.Phone}";

    private static string PathOf(CustomerJob job) => $"/office/jobs/{job.Number}";

    private static string StageOf(CustomerJob job) => job.End?.ToString() ?? StateNames.Of(job.Stage);
}
