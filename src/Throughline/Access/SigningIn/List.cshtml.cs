namespace Throughline.Access.SigningIn;

[Allow(Role.Administrator)]
[RecordsLooks("shows accounts of the administrator's own agency; nobody else")]
internal sealed class ListModel : ThroughlinePage
{
    public IReadOnlyList<AccountSignIn> Accounts { get; private set; } = [];

    public override async Task LoadAsync() => Accounts = await SigningInActs.ListAsync(Db);

    public Task OnGetAsync() => LoadAsync();
}
