// The picture desk has no face: it fetches the canvas's module, which is there already, and passes answers on.
export default async function ({ data, setStateValue }) {
  const { answerPictures } = await import(new URL(data.module_url, location.origin));
  answerPictures(data, (wish) => setStateValue("wanted", wish));
}
