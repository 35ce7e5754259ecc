using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>An invoice in the office: what it bills, what came of it, and what can be done; live.</summary>
public sealed partial class InvoicePage
{
    private Staff? _staff;
    private InvoiceView? _view;
    private MoneyForm? _form;
    private RequestKey _key = RequestKey.New(nameof(InvoicePage));
    private Func<Task>? _undo;
    private bool _isMissing;
    private bool _hasBegun;
    private bool _isActing;
    private bool _isSending;
    private bool _isVoiding;
    private string _reason = "";
    private string? _refusal;
    private string? _done;

    [Parameter]
    public required string Number { get; set; }

    /// <summary>"send" or "pay": what somebody comes to do; asked once.</summary>
    [SupplyParameterFromQuery(Name = "act")]
    public string? Act { get; set; }

    [Inject]
    public required InvoicePageQuery Query { get; init; }

    [Inject]
    public required SendInvoice Sending { get; init; }

    [Inject]
    public required VoidInvoice Voiding { get; init; }

    [Inject]
    public required RecordPayment Paying { get; init; }

    [Inject]
    public required ReversePayment Reversing { get; init; }

    [Inject]
    public required RecordRefund Refunding { get; init; }

    [Inject]
    public required RecordCredit Crediting { get; init; }

    [Inject]
    public required ReverseCredit ReversingCredit { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    private bool IsAsking => _isSending || _isVoiding || _form is not null;

    private Words Words => _view!.Company.Words; // Drawn only where there is a view.

    /// <summary>Before refunds.</summary>
    private Money Received => _view!.Sums.Paid + _view.Sums.Refunded; // As above.

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) =>
        _view is null || entry.Subject == _view.Id.Value || (entry.Job is { } job && job == _view.JobId?.Value);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _view = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.
        _isMissing = _view is null;
        if (_isMissing)
        {
            AnswerNotFound();
        }
        else if (!_hasBegun && RendererInfo.IsInteractive)
        {
            _hasBegun = true;
            Begin();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_view is not null && _view.Number != Number)
        {
            StopAsking();
            (_done, _undo, _hasBegun) = (null, null, false);
            await LoadAsync(Closed); // The same page, on to another invoice.
        }
    }

    /// <summary>The dialog that an address asks for: of whoever may, where it can be done.</summary>
    private void Begin()
    {
        switch (Act)
        {
            case "send" when MayPrice && _view!.CanBeSent: // Loaded before this.
                AskToSend();
                break;
            case "pay" when MayPrice && _view!.CanBePaid: // As above.
                Ask(MoneyAct.Payment);
                break;
        }
    }

    private void AskToSend() => (_isSending, _refusal, _key) = (true, null, RequestKey.New(nameof(SendInvoice)));

    private void AskToVoid() => (_isVoiding, _reason, _refusal, _key) = (true, "", null, RequestKey.New(nameof(VoidInvoice)));

    private void Ask(MoneyAct act) => (_form, _refusal) = (MoneyForm.Of(act, _view!.Sums.Balance, _view.Today, _view.Company.Culture), null); // The button stands in a view.

    private void AskForRefund(PaymentRow payment) =>
        (_form, _refusal) = (MoneyForm.Of(MoneyAct.Refund, payment.Left, _view!.Today, _view.Company.Culture, payment), null); // As above.

    private void StopAsking() => (_form, _isSending, _isVoiding, _refusal) = (null, false, false, null);

    private Task SendAsync() =>
        ActAsync(
            async staff =>
            {
                await Sending.RunAsync(staff, Number, _key, Closed);
                return ($"{Number} is on its way to the customer.", null);
            },
            refused => (_refusal, _key) = (refused.Message, RequestKey.New(nameof(SendInvoice)))
        );

    private Task VoidAsync() =>
        ActAsync(
            async staff =>
            {
                await Voiding.RunAsync(staff, Number, _reason, _key, Closed);
                return ($"{Number} is void.", null);
            },
            refused => (_refusal, _key) = (refused.Message, RequestKey.New(nameof(VoidInvoice)))
        );

    private Task WriteDownAsync() =>
        ActAsync(
            async staff =>
            {
                var form = _form!; // The button stands in it.
                var amount = form.Money(_view!.Content.Currency, _view.Company.Culture); // Drawn only where there is a view.
                var said = Words.Money(amount);
                switch (form.Act)
                {
                    case MoneyAct.Payment:
                        await Paying.RunAsync(staff, Number, amount, form.Method, form.Day(), form.Note, form.Key, Closed);
                        return ($"{said} was written down.", UndoNewestPaymentAsync);
                    case MoneyAct.Refund when form.Payment is { } payment:
                        await Refunding.RunAsync(staff, Number, payment.Id, amount, form.Method, form.Day(), form.Note, form.Key, Closed);
                        return ($"The refund of {said} was written down.", null);
                    default:
                        await Crediting.RunAsync(staff, Number, amount, form.Note, form.Key, Closed);
                        return ($"{said} was credited.", UndoNewestCreditAsync);
                }
            },
            refused => _form?.Refuse(refused)
        );

    private Task UndoAsync(PaymentRow payment) =>
        ActAsync(async staff =>
        {
            await Reversing.RunAsync(staff, Number, payment.Id, RequestKey.New(nameof(ReversePayment)), Closed);
            return ($"The payment of {Words.Money(payment.Amount)} was undone.", null);
        });

    private Task UndoCreditAsync(CreditRow credit) =>
        ActAsync(async staff =>
        {
            await ReversingCredit.RunAsync(staff, Number, credit.Id, RequestKey.New(nameof(ReverseCredit)), Closed);
            return ($"The credit of {Words.Money(credit.Amount)} was taken back.", null);
        });

    /// <summary>Of one's own: a colleague may have written down another meanwhile.</summary>
    private Task UndoNewestPaymentAsync() =>
        _view!.Payments.LastOrDefault(p => p.CanBeUndone && p.By == _staff!.StaffName) is { } own ? UndoAsync(own) : Task.CompletedTask; // The button stands in a view.

    private Task UndoNewestCreditAsync() =>
        _view!.Credits.LastOrDefault(c => c.ReversedBy.Length == 0 && c.By == _staff!.StaffName) is { } own
            ? UndoCreditAsync(own)
            : Task.CompletedTask; // As above.

    private Task UndoLastAsync() => _undo?.Invoke() ?? Task.CompletedTask;

    /// <param name="act">Says what was done, and how that is undone; null: it cannot be.</param>
    /// <param name="refuse">Where a refusal is shown; null: on the page.</param>
    private async Task ActAsync(Func<Staff, Task<(string Done, Func<Task>? Undo)>> act, Action<RuleViolation>? refuse = null)
    {
        if (_isActing)
        {
            return; // A second press comes before the button has drawn itself resting.
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            (_done, _undo) = await act(_staff!); // Prepared first.
            StopAsking();
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            (_done, _undo) = (null, null);
            if (refuse is null)
            {
                _refusal = refused.Message;
            }
            else
            {
                refuse(refused);
            }
        }
        finally
        {
            _isActing = false;
        }
    }
}
